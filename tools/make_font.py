"""Makes the bundled font from Debian's Noto Sans CJK (package fonts-noto-cjk).

    python tools/make_font.py NotoSansCJK-Regular.ttc resources/fonts/ZhijiaoSans.otf

A computer in a school office may have no font with the rarer characters of 通用规范汉字表, and a name drawn
as a box is a name nobody can check. The subset keeps every ideograph of the basic block, of extension A and
of the planes beyond, which together hold the whole table and all of GBK, and the signs that forms and the
window use.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont

NAME = "Zhijiao Sans"  # the licence asks modified versions not to carry the original name
FACE = "Noto Sans CJK SC"

BLOCKS = [
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x017F),  # Latin-1 and Extended-A (pinyin with tones)
    (0x01CD, 0x01DC),  # pinyin, third tone
    (0x02C6, 0x02DD),  # spacing accents
    (0x0391, 0x03C9),  # Greek
    (0x0401, 0x0451),  # Cyrillic, as in GBK
    (0x2010, 0x205E),  # punctuation
    (0x2070, 0x209C),  # superscripts and subscripts (m², CO₂)
    (0x20A0, 0x20BF),  # currency
    (0x2100, 0x214F),  # letter-like: ℃ № ℡
    (0x2150, 0x218B),  # fractions and Roman numerals
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # mathematics
    (0x2300, 0x23FF),  # technical: ⌘
    (0x2460, 0x24FF),  # ① ② ③
    (0x2500, 0x25FF),  # box drawing, blocks, shapes: □ ■ ▲
    (0x2600, 0x27BF),  # signs and dingbats: ☑ ✓ ✕
    (0x2900, 0x297F),  # more arrows
    (0x2E80, 0x2FDF),  # radicals
    (0x2FF0, 0x303F),  # ideographic punctuation: 〔 〕 々 〇
    (0x3041, 0x312F),  # kana and bopomofo, as in GBK
    (0x31C0, 0x31E3),  # strokes
    (0x3200, 0x33FF),  # ㈠ ㎡ ㏑
    (0x3400, 0x4DBF),  # ideographs, extension A
    (0x4E00, 0x9FFF),  # ideographs
    (0xF900, 0xFAFF),  # compatibility ideographs
    (0xFE30, 0xFE6F),  # compatibility and small forms
    (0xFF01, 0xFFEE),  # full-width forms
    (0x20000, 0x323AF),  # ideographs, extensions B to H
]

# Characters of GBK or of the window that the face lacks, and the one drawn most like each.
LIKE = {"ɑ": "a", "ɡ": "g", "≒": "≈", "✕": "×", "✗": "×", "▸": "▶", "▾": "▼", "☐": "□", "☑": "✓", "☒": "×"}


def face_of(collection: Path) -> TTFont:
    """The simplified Chinese face of the collection."""
    for font in TTCollection(str(collection), lazy=True).fonts:
        if font["name"].getDebugName(1) == FACE:
            return font
    raise SystemExit(f"no face named {FACE} in {collection.name}")


def stand_in(font: TTFont) -> None:
    """Gives each character of LIKE the glyph of its neighbour, unless the face has its own."""
    for table in font["cmap"].tables:
        if table.isUnicode() and table.format != 14:
            for character, other in LIKE.items():
                table.cmap.setdefault(ord(character), table.cmap[ord(other)])


def subset(font: TTFont) -> None:
    """Keeps the characters of BLOCKS that the face has; digits of this face all have one width already."""
    wanted = {c for first, last in BLOCKS for c in range(first, last + 1)} | {ord(c) for c in LIKE}
    options = Options()
    options.layout_features = []  # its forms for Japan, Korea and Taiwan are half of the file
    options.hinting = False
    options.desubroutinize = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.name_languages = [0x409]
    options.notdef_outline = True
    options.drop_tables += ["VORG", "vhea", "vmtx", "BASE", "GSUB", "GPOS", "DSIG"]
    worker = Subsetter(options)
    worker.populate(unicodes=wanted & set(font.getBestCmap()))
    worker.subset(font)


def rename(font: TTFont) -> None:
    """Gives the subset its own name wherever a font carries one."""
    short = NAME.replace(" ", "")
    names = {1: NAME, 2: "Regular", 3: f"{short}-Regular", 4: NAME, 6: f"{short}-Regular"}
    for number, text in names.items():
        font["name"].setName(text, number, 3, 1, 0x409)
    cff = font["CFF "].cff
    cff.fontNames = [names[6]]
    top = cff.topDictIndex[0]
    top.FullName, top.FamilyName = NAME, NAME
    for leftover in ("Notice", "Copyright"):
        top.rawDict.pop(leftover, None)


def main() -> None:
    """Reads the collection named first, writes the font named second."""
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    source, out = Path(sys.argv[1]), Path(sys.argv[2])
    font = face_of(source)
    stand_in(font)
    subset(font)
    rename(font)
    font["head"].modified = font["head"].created  # the same input makes the same file
    font.recalcTimestamp = False
    font.save(str(out))
    print(f"{out}: {len(font.getBestCmap())} characters, {out.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
