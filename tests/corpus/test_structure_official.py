"""Official documents: no page furniture in a sentence, no sentence that a line end cuts.

A sentence counts as cut where it ends with none of 。！？… (closing quotation marks and brackets aside), unless it announces a list with a
colon, or is an item of a list (（一）…；) or stands before one. It counts as furniture where it is a page number, a button or a menu of
the page, or says who edited it and what else there is to read.
"""

from __future__ import annotations

import os
import re
from itertools import pairwise
from pathlib import Path

import pytest

from corpus.document import Document
from corpus.load import load_document

pytestmark = pytest.mark.shared

SHARED = Path(os.environ.get("ZHITU_SHARED", Path(__file__).parents[3] / "shared")) / "corpora"
FILES = (
    "central-reports/2008_国务院政府工作报告.txt",
    "central-reports/2011_国务院政府工作报告.txt",
    "central-reports/2012_国务院政府工作报告.txt",
    "central-reports/2013_国务院政府工作报告.txt",
    "central-reports/2015_国务院政府工作报告.txt",
    "central-reports/2018_国务院政府工作报告.txt",
    "central-reports/2019_国务院政府工作报告.txt",
    "central-reports/2020_国务院政府工作报告.txt",
    "central-reports/2022_国务院政府工作报告.txt",
    "central-reports/2024_国务院政府工作报告.txt",
    "provincial-reports/2026_上海市_政府工作报告.txt",
    "provincial-reports/2026_云南省_政府工作报告.txt",
    "provincial-reports/2026_内蒙古自治区_政府工作报告.txt",
    "provincial-reports/2026_宁夏回族自治区_政府工作报告.txt",
    "provincial-reports/2026_广东省_政府工作报告.txt",
    "provincial-reports/2026_海南省_政府工作报告.txt",
    "provincial-reports/2026_甘肃省_政府工作报告.txt",
    "provincial-reports/2026_福建省_政府工作报告.txt",
    "provincial-reports/2026_陕西省_政府工作报告.txt",
    "provincial-reports/2026_青海省_政府工作报告.txt",
    "laws/上海市农村集体资产监督管理条例.md",
    "laws/上海市社会救助条例(2018-11-22).md",
    "laws/农村集体经济组织法(2024-06-28).md",
    "laws/刑法.md",
    "laws/北京市乡村振兴促进条例(2024-05-31).md",
    "laws/村民委员会组织法(2018-12-29).md",
    "laws/河南省少数民族权益保障条例(2010-07-30).md",
    "laws/浙江省社会救助条例(2020-09-24).md",
    "laws/重庆市村镇供水条例(2016-11-24).md",
    "laws/韶关市红色资源保护条例(2022-12-02).md",
)
MISSING_IN_THE_FILE = {"central-reports/2008_国务院政府工作报告.txt": 1}
"""Sentences whose full stop the file itself lacks, before a heading."""
PROSE = {"paragraph", "list_item", "abstract", "footnote"}
ITEM = re.compile(r"[（(]?[一二三四五六七八九十\d]{1,3}[）)、.是]|[—―─–-]{2}|第.{1,4}[条款项]")
FURNITURE = re.compile(
    r"[-—–\s]*\d{1,4}[-—–\s]*|第\s*\d+\s*页.*|[【】|>×\s《》]+|(?:下载|打印|收藏|全屏|分享|关闭|大|中|小|首页|微信|微博|加大|还原|减小).{0,4}"
    r"|.{0,6}(?:扫一扫|打印本页|关闭窗口|分享到|点击图片|点击查看|字号|字体|当前位置|您的位置|浏览次数|阅读量|上一篇|下一篇).{0,20}"
    r"|(?:相关(?:报道|文档|链接|新闻|阅读|附件)|责任编辑|编辑|来源|时间|发布时间|发表时间)[：:].{0,20}"
)


def found_cut(document: Document) -> list[str]:
    """Sentences that a line end cuts."""
    prose = [index for index, segment in enumerate(document.segments) if segment.kind in PROSE]
    following = dict(pairwise(prose))
    texts = {index: document.reading.text[document.segments[index].text_start : document.segments[index].text_end] for index in prose}
    cut: list[str] = []
    for sentence in document.sentences:
        if sentence.segment not in texts:
            continue
        words = document.reading.text[sentence.start : sentence.end].rstrip("”’\"'）)」》")
        if words.endswith(("。", "！", "？", "?", "!", "…", "：", ":")):
            continue
        listed = ITEM.match(texts[sentence.segment]) or ITEM.match(texts.get(following.get(sentence.segment, -1), ""))
        if not (words.endswith(("；", ";")) and listed):
            cut.append(words)
    return cut


def found_furniture(document: Document) -> list[str]:
    """Sentences that are part of the page, not of the text."""
    kinds = PROSE | {"heading", "caption"}
    sentences = (document.reading.text[s.start : s.end] for s in document.sentences if document.segments[s.segment].kind in kinds)
    return [words for words in sentences if FURNITURE.fullmatch(words)]


@pytest.mark.parametrize("name", FILES)
def test_sentences_of_official_documents_are_whole(name: str) -> None:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"no official documents at {SHARED}")
    document = load_document(path)
    assert len(document.sentences) > 20
    assert found_furniture(document) == []
    assert len(found_cut(document)) <= MISSING_IN_THE_FILE.get(name, 0), found_cut(document)
    assert all(document.reading.text[s.start] not in "，。、；：！？）》”" for s in document.sentences)
