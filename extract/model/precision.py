"""What arithmetic the processor is good at."""

from __future__ import annotations

import platform
from functools import cache
from pathlib import Path


@cache
def has_bf16() -> bool:
    """Say whether the processor multiplies bfloat16 in hardware (AVX512-BF16 or AMX); elsewhere it is slower than float32."""
    cpuinfo = Path("/proc/cpuinfo")
    if platform.machine().lower() not in {"x86_64", "amd64"} or not cpuinfo.is_file():
        return False
    flags = next((line for line in cpuinfo.read_text(encoding="utf-8").splitlines() if line.startswith("flags")), "").split()
    return "avx512_bf16" in flags or "amx_bf16" in flags
