"""Letters as Word documents, read back with python-docx; the commands and the button."""

from __future__ import annotations

import hashlib
import importlib.util
import io
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import pandas as pd
import pytest
from firm import FIVE_LETTERS, day, invoice, ledgers, policy
from typer.testing import CliRunner

from cashbuoy.collection.letter import ON_DEMAND
from cashbuoy.collection.letters import LetterDesk
from cashbuoy.policy.models import FRIENDLY, STAGES
from cashbuoy_addin.cli import app
from cashbuoy_addin.hosts.file import write_workbook
from cashbuoy_addin.letters.documents import fill_in
from cashbuoy_addin.letters.evidence import write_evidence
from cashbuoy_addin.letters.names import file_stem, own_stem, unused
from cashbuoy_addin.letters.templates import LetterTemplateError, Templates, language_code
from cashbuoy_addin.letters.writing import make_documents, write_documents
from cashbuoy_addin.settings import Run
from cashbuoy_workbook.book import InputBook
from cashbuoy_workbook.input_sheets import input_sheets
from cashbuoy_workbook.letters.context import letter_context
from cashbuoy_workbook.settings import settings_sheet
from cashbuoy_workbook.template import empty_workbook

ROOT = Path(__file__).parents[2]
TODAY = day("2026-03-30")
POLICY = policy(
    "firm: {name: 我司}\nletters: {sender: {bank_account: 甲银行 123}}\n"
    f"dunning: {{{FIVE_LETTERS}}}",
    "advanced",
)
# Calls and stops of shipment are stages too, but no letters.
LETTERED = [name for name in STAGES if getattr(POLICY.dunning.stages, name).template]
TABLES = {
    "Receivables": [
        invoice("A-1", "2025-11-03", "2026-03-02", 10_000, "Acme", contract="K"),
        invoice("A-2", "2025-11-03", "2026-03-02", 500, "Acme", dispute="yes"),
        invoice("B-1", "2025-10-01", "2026-01-05", 2_000, "Bolt"),
        invoice("C-1", "2026-02-01", "2026-05-29", 700, "Cove"),
        invoice("B-2", "2025-10-01", "2026-01-05", 3_000, "Bolt", contract="FQ1"),
    ],
    "Customers": [
        {"customer": "Acme", "name": '=A<cme> & "Söhne"\x0b {{ firm }}', "language": "中文"},
        {"customer": "Bolt", "name": "Bolt plc", "language": "en-GB", "address": "1 High St"},
    ],
    "Contracts": [
        {"contract": "K", "customer": "Acme", "amount": 10_000, "signed": day("2025-10-01"),
         "late_rate": 0.073}
    ],
    "Insurance": [{"policy": "P1", "insurer": "Sure", "customer": "Bolt", "limit": 5_000}],
    "Plans": [
        {"plan": "FQ1", "counterparty": "Bolt", "direction": "in", "principal": 3_000,
         "start": day("2026-03-01"), "instalments": 3, "status": "current"}
    ],
}  # fmt: skip
NO_PLACES = Templates(None, "en")


def desk() -> LetterDesk:
    return LetterDesk.of(ledgers(**TABLES), POLICY, TODAY)


def text_of(data: bytes) -> str:
    """All that a reader sees, tables included."""
    document = docx.Document(io.BytesIO(data))
    lines = [p.text for p in document.paragraphs]
    lines += [c.text for t in document.tables for row in t.rows for c in row.cells]
    return "\n".join(lines)


def test_a_chinese_letter_says_who_what_why_and_until_when() -> None:
    letter = next(x for x in desk().due() if x.customer == "Acme")
    [made] = make_documents([letter], POLICY, Templates(None, "zh"))
    text = text_of(made.data)
    for said in (
        "第二次催款函", '=A<cme> & "Söhne" {{ firm }}', "我司", "甲银行 123", "2026年4月7日",
        "人民币10,000.00元（大写：壹万元整）",
        "人民币56.00元（大写：伍拾陆元整）",  # 10,000 x 7.3 % x 28 / 365
        "人民币10,056.00元（大写：壹万零伍拾陆元整）",
        "10,000.00 × 7.3% × 28 天 ÷ 365", "合同中关于逾期付款违约金的约定",
        "人民币500.00元（大写：伍佰元整）",  # in dispute, named and left out
    ):  # fmt: skip
        assert said in text, said
    assert "A-2" not in text


def test_an_english_letter_cites_its_ground() -> None:
    letter = next(x for x in desk().due() if x.kind == "formal_demand")
    [made] = make_documents([letter], POLICY, NO_PLACES)
    text = text_of(made.data)
    # 2,000 x 4.5 % x 84 days / 365 = 20.71
    for said in (
        "Formal demand",
        "Bolt plc",
        "CNY 2,000.00",
        "CNY 20.71",
        "Article 18",
        "× 84 days",
    ):
        assert said in text, said


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", [*LETTERED, *ON_DEMAND])
def test_every_kind_comes_out_in_both_languages_without_a_gap(kind: str, language: str) -> None:
    # Friendly notes are about what is not due yet: only Cove has that.
    customer = "Acme" if kind == "dispute_reply" else "Cove" if kind in FRIENDLY else "Bolt"
    letters = make_documents(desk().on_demand(kind, customer), POLICY, NO_PLACES, language)
    assert letters
    for made in letters:
        text = text_of(made.data)
        assert "{%" not in text
        assert "{{" not in text.replace("{{ firm }}", "")
        assert "None" not in text
        assert "nan" not in text


def test_shipped_templates_are_what_the_script_makes(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = importlib.util.spec_from_file_location("make", ROOT / "docs" / "make_letters.py")
    assert spec
    assert spec.loader
    make = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "make", make)
    spec.loader.exec_module(make)
    made = dict(make.templates())
    assert {p.name for p in (ROOT / "config" / "letters").glob("*.docx")} == set(made)
    for name, data in made.items():
        shipped = (ROOT / "config" / "letters" / name).read_bytes()
        assert _parts(shipped) == _parts(data), f"run: python docs/make_letters.py ({name})"


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return {name: parts.read(name) for name in parts.namelist()}


def template(text: str) -> bytes:
    document = docx.Document()
    document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Dear {{ nmae }}", "nmae"),
        ("{% for row in items %}{{ row.documnet }}{% endfor %}", "documnet"),
        ("Dear {{ name", "first.en.docx"),
        ("{% if name %}", "first.en.docx"),
        ("{{ name.__class__.__mro__ }}", "first.en.docx"),
    ],
)
def test_a_broken_template_is_named_with_its_placeholder(text: str, said: str) -> None:
    values = letter_context(desk().on_demand("first", "Bolt")[0], POLICY, "en")
    with pytest.raises(LetterTemplateError, match=r"first\.en\.docx") as error:
        fill_in(template(text), values, "first.en.docx", "en")
    assert said in str(error.value)


def test_a_file_that_is_no_document_is_named() -> None:
    with pytest.raises(LetterTemplateError, match=r"mine\.docx"):
        fill_in(b"not a document", {}, "mine.docx", "en")


def test_the_firms_own_template_wins_and_an_unknown_language_falls_back(tmp_path: Path) -> None:
    own = tmp_path / "letters"
    own.mkdir()
    (own / "first.en.docx").write_bytes(template("Our own words, {{ name }}"))
    letters = desk().on_demand("first", "Bolt")
    [made] = make_documents(letters, POLICY, Templates.of(tmp_path, "en"), "de")
    assert text_of(made.data) == "Our own words, Bolt plc"
    assert "'de'" in made.notes[0]


@pytest.mark.parametrize(
    ("said", "code"),
    [("中文", "zh"), ("zh-CN", "zh"), ("English", "en"), ("de_AT", "de"), ("", ""), ("../x", "")],
)
def test_languages_are_read_as_people_write_them(said: str, code: str) -> None:
    assert language_code(said) == code


def test_five_hundred_rows_keep_their_titles_on_every_page() -> None:
    rows = [invoice(f"X-{i}", "2025-11-03", "2026-03-02", 1, "Long") for i in range(500)]
    found = LetterDesk.of(ledgers(Receivables=rows), POLICY, TODAY).due()
    [made] = make_documents(found, POLICY, NO_PLACES)
    document = docx.Document(io.BytesIO(made.data))
    statement = next(t for t in document.tables if len(t.rows) == 501)
    assert "w:tblHeader" in statement.rows[0]._tr.xml
    assert "CNY 500.00" in text_of(made.data)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("a/b\\c:d*?", "a b c d"),
        ("CON", "_CON"),
        ("..", "_"),
        ("x" * 200, "x" * 80),
        ("函 A", "函 A"),
    ],
)
def test_names_that_every_system_takes(text: str, name: str) -> None:
    assert file_stem(text) == name


def test_folders_of_different_customers_are_different() -> None:
    assert own_stem("Evidence Acme") == "Evidence Acme"
    alike = ["A/B", "A:B", "A B", "x" * 90 + "1", "x" * 90 + "2"]
    assert len({own_stem(text) for text in alike}) == len(alike)


def test_nothing_is_written_over(tmp_path: Path) -> None:
    made = make_documents(desk().on_demand("first", "Bolt"), POLICY, NO_PLACES)
    for _ in range(2):
        write_documents(made, tmp_path, POLICY, "en")
    assert len(list(tmp_path.glob("*.docx"))) == 2
    assert unused(tmp_path / "new").name == "new"


def workbook(folder: Path) -> Path:
    raw = {f"tbl{name}": pd.DataFrame(rows) for name, rows in TABLES.items()}
    book = InputBook(raw, {"language": "en", "as_of": TODAY, "profile": "advanced"})
    sheets = (
        *input_sheets(book.tables, POLICY, "en"),
        settings_sheet(book.settings, POLICY, "en"),
    )
    file = folder / "book.xlsx"
    write_workbook(replace(empty_workbook("en", POLICY, "advanced"), sheets=sheets), file)
    return file


def run(*arguments: object) -> str:
    result = CliRunner().invoke(app, [str(a) for a in arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_the_command_writes_each_letter_once_a_day(tmp_path: Path) -> None:
    book, out = workbook(tmp_path), tmp_path / "out"
    assert "3 letters written" in run("letters", book, "-o", out)
    assert len(list(out.glob("*.docx"))) == 3  # Acme, Bolt, and Bolt's insurer
    again = run("letters", book, "-o", out)
    assert "No letter is due" in again
    assert "3 were written earlier" in again
    assert len(list(out.glob("*.docx"))) == 3


def test_no_letter_is_written_that_could_not_be_listed(tmp_path: Path) -> None:
    """As where a spreadsheet has the list open."""
    book, out = workbook(tmp_path), tmp_path / "out"
    (out / "Letters written.csv").mkdir(parents=True)
    result = CliRunner().invoke(app, ["letters", str(book), "-o", str(out)])
    assert result.exit_code == 2
    assert "Letters written.csv" in result.output
    assert not list(out.glob("*.docx"))


def test_the_command_says_what_it_cannot_write(tmp_path: Path) -> None:
    book = workbook(tmp_path)
    for given, said in [
        (("--customer", "Blot"), "Nearest: Bolt"),
        (("--kind", "plan_offer"), "needs --customer"),
        (("--kind", "dispute_reply", "--customer", "Bolt"), "no open invoice is in dispute"),
    ]:
        result = CliRunner().invoke(app, ["letters", str(book), "-o", str(tmp_path / "x"), *given])
        assert result.exit_code == 2
        assert said in result.output


def test_an_evidence_file_names_what_is_there_and_what_is_missing(tmp_path: Path) -> None:
    book = workbook(tmp_path)
    first = run("evidence", book, "--customer", "Bolt", "-o", tmp_path)
    assert "Proof of delivery" in first
    folder = tmp_path / "Evidence Bolt"
    proof = folder / "02 Proof of delivery" / "note <1>.txt".replace("<", "(").replace(">", ")")
    proof.write_bytes(b"signed")
    second = run("evidence", book, "--customer", "Bolt", "-o", tmp_path)
    assert "Proof of delivery" not in second
    digest = hashlib.sha256(b"signed").hexdigest()
    assert f"{digest}  02 Proof of delivery/note (1).txt" in (folder / "SHA256SUMS.txt").read_text(
        "utf-8"
    )
    index = (folder / "Index.html").read_text("utf-8")
    assert digest in index
    assert "Contracts and orders: put the files" in index
    assert "policy P1 (Sure)" in index
    demands = sorted(p.name for p in (folder / "07 Demand and notice").iterdir())
    assert demands == [
        "2026-03-30 Formal demand Bolt.docx", "2026-03-30 Notice of a possible loss Bolt.docx",
    ]  # fmt: skip


def test_two_insurers_get_a_notice_each_in_letters_and_evidence_file(tmp_path: Path) -> None:
    both = [{**TABLES["Insurance"][0], "policy": p, "insurer": p} for p in ("P1", "P/2")]
    firm = LetterDesk.of(ledgers(**{**TABLES, "Insurance": both}), POLICY, TODAY)
    documents = make_documents(firm.on_demand("claim_notice", "Bolt"), POLICY, NO_PLACES)
    names = [f"Notice of a possible loss Bolt {p}" for p in ("P1", "P 2")]
    assert [d.name for d in documents] == names
    settled = Run(POLICY, TODAY, "en")
    for _ in range(2):
        found = write_evidence(firm, settled, "Bolt", tmp_path, NO_PLACES)
        notices = [Path(name).stem for name, _ in found.files if "Notice" in name]
        assert notices == sorted(f"2026-03-30 {name}" for name in names)
