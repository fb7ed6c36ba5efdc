"""Pictures for the README, from the real workbook: `python docs/make_pictures.py`.

The demo workbook is printed by LibreOffice and its first pages cut to what stands on them. Needs
soffice, pdftotext and pdftoppm (LibreOffice, poppler-utils) and a Chinese font.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from cashbuoy.policy.load import profile
from cashbuoy_workbook.texts import Language, Texts

IMAGES = Path(__file__).parent / "images"
PICTURES = {"cockpit": "title_Cockpit", "forecast": "title_Forecast"}
ENDINGS: dict[Language, str] = {"en": ".png", "zh": ".zh.png"}
PIXELS_PER_INCH = {"cockpit": 115, "forecast": 130}
PERIODS = profile("advanced").forecast.months  # the demo's policy extends it
_ROUGH = 20  # pixels an inch, to see where the page is empty
_HEADER_AND_FOOTER = 0.065  # share of the page's height, top and bottom
_MARGIN = 0.05  # inches kept around


def main() -> None:
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for language, ending in ENDINGS.items():
            printed = _print_demo(language, Path(folder))
            for name, title in PICTURES.items():
                words = Texts(language)(f"sheets.{title}", periods=PERIODS)
                page = _page_with(printed, words)
                picture = IMAGES / f"{name}{ending}"
                _cut(printed, page, picture, PIXELS_PER_INCH[name])
                sys.stdout.write(f"{picture.name}: {picture.stat().st_size // 1024} KB\n")


def _print_demo(language: Language, folder: Path) -> Path:
    book = folder / f"demo-{language}.xlsx"
    command = (sys.executable, "-c", "from cashbuoy_addin.cli import main; main()")
    _run(*command, "demo", "--lang", language, "-o", str(book))
    profile = (folder / "profile").as_uri()
    _run(
        *("soffice", f"-env:UserInstallation={profile}", "--headless"),
        *("--convert-to", "pdf", "--outdir", str(folder), str(book)),
    )
    return book.with_suffix(".pdf")


def _page_with(printed: Path, title: str) -> int:
    """Number of the first page that shows a sheet's title."""
    pages = _run("pdftotext", "-layout", str(printed), "-").decode().split("\f")
    for number, text in enumerate(pages, start=1):
        if title in text:
            return number
    raise LookupError(f"no page shows '{title}'")


def _cut(printed: Path, page: int, picture: Path, resolution: int) -> None:
    """Render one page without header, footer and empty margins."""
    left, top, right, bottom = _inked(printed, page)
    area = {
        "-x": left,
        "-y": top,
        "-W": right - left,
        "-H": bottom - top,
    }
    options = [
        word for key, inches in area.items() for word in (key, str(int(inches * resolution)))
    ]
    _run(
        *("pdftoppm", "-png", "-singlefile", "-r", str(resolution), "-f", str(page), *options),
        *(str(printed), str(picture.with_suffix(""))),
    )


def _inked(printed: Path, page: int) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of what is printed between header and footer, in inches."""
    grey = _run(
        "pdftoppm", "-gray", "-r", str(_ROUGH), "-f", str(page), "-l", str(page), str(printed)
    )
    _, size, _, pixels = grey.split(b"\n", 3)
    width, height = map(int, size.split())
    skipped = int(height * _HEADER_AND_FOOTER)
    rows = [pixels[y * width : (y + 1) * width] for y in range(height)]
    inked = [y for y in range(skipped, height - skipped) if min(rows[y]) < 250]
    columns = [x for x in range(width) if min(rows[y][x] for y in inked) < 250]
    return (
        max(columns[0] / _ROUGH - _MARGIN, 0),
        max(inked[0] / _ROUGH - _MARGIN, 0),
        min((columns[-1] + 1) / _ROUGH + _MARGIN, width / _ROUGH),
        min((inked[-1] + 1) / _ROUGH + _MARGIN, height / _ROUGH),
    )


def _run(*command: str) -> bytes:
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    return done.stdout


if __name__ == "__main__":
    main()
