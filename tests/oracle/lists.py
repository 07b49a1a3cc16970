"""The lists of errors and remarks, read from the C headers: they are data, shared on purpose."""
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
ROW = re.compile(r'\bX\((\w+),((?:[^()"]|"(?:[^"\\]|\\.)*")*)\)')
STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')


def rows(header, macro):
    """Each X(NAME, ...) of the list `macro` as (NAME, words, strings); adjacent strings are one, as in C."""
    text = (ROOT / "parser" / header).read_text()
    text = text[text.index("#define " + macro):].replace("\\\n", " ")
    text = re.sub(r'"\s+"', "", text.split("\n", 1)[0])
    for name, rest in ROW.findall(text):
        strings = [s.replace("\\\\", "\\").replace('\\"', '"') for s in STRING.findall(rest)]
        yield name, [w.strip() for w in STRING.sub("", rest).split(",") if w.strip()], strings


def errors():
    """slug -> (number, stage, clause, sentence)."""
    return {s[0]: (int(w[0]), w[1].lower(), s[1], s[2]) for _, w, s in rows("error.h", "RT_ERROR_LIST")}


def remarks():
    """slug -> (clause, sentence)."""
    return {s[0]: (s[1], s[2]) for _, _, s in rows("remark.h", "RT_REMARK_LIST")}
