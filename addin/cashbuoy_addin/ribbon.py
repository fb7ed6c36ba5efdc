"""The ribbon tab: its groups and buttons, one macro each. The one list of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from cashbuoy_addin.formulas.registry import Words

NAMESPACE = "http://schemas.microsoft.com/office/2009/07/customui"
TAB = "cashbuoy"
TAB_WORDS = Words("Cashbuoy", "Cashbuoy")


@dataclass(frozen=True)
class Button:
    """One button: `macro` is a name of macro_names.py, `image` one of Office's own icons."""

    macro: str
    label: Words
    tip: Words
    image: str
    keytip: str
    large: bool = False

    @property
    def callback(self) -> str:
        """Its Sub in VBA: refresh_warnings -> CashbuoyRefreshWarnings."""
        return f"Cashbuoy{self.macro.title().replace('_', '')}"


@dataclass(frozen=True)
class Group:
    """A named group of buttons."""

    key: str
    label: Words
    buttons: tuple[Button, ...]


GROUPS = (
    Group(
        "data",
        Words("Data", "数据"),
        (
            Button(
                "import_data",
                Words("Import", "导入"),
                Words(
                    "Adds the rows of a file to the ledgers: a workbook, a CSV, or a Xero export. "
                    "Rows that are there already stay as they are.",
                    "将文件中的数据追加到台账，支持工作簿、CSV 和 Xero 导出文件；已有的行不变。",
                ),
                "ImportTextFile",
                "M",
                large=True,
            ),
            Button(
                "check_data",
                Words("Check data", "检查数据"),
                Words(
                    "Reads the ledgers and shows what could not be read and whether the control "
                    "totals hold.",
                    "读取台账，列出无法读取的内容，并核对控制总数。",
                ),
                "ErrorChecking",
                "K",
                large=True,
            ),
        ),
    ),
    Group(
        "forecast",
        Words("Forecast", "预测"),
        (
            Button(
                "fill_months",
                Words("Fill 12 months", "填写12个月预测"),
                Words(
                    "Refreshes the workbook from the ledgers and shows the cash forecast by month. "
                    "What you entered stays as it is.",
                    "根据台账刷新工作簿，并显示按月的现金流预测；您录入的内容保持不变。",
                ),
                "RefreshAll",
                "F",
                large=True,
            ),
            Button(
                "fill_weeks",
                Words("Fill 13 weeks", "填写13周预测"),
                Words(
                    "Refreshes the workbook and shows the cash forecast by week.",
                    "刷新工作簿，并显示按周的现金流预测。",
                ),
                "CalendarInsert",
                "W",
            ),
            Button(
                "show_scenarios",
                Words("Scenarios", "情景"),
                Words(
                    "Refreshes the workbook and shows what late payers, a lost customer or falling "
                    "sales would do to cash.",
                    "刷新工作簿，并显示客户拖延付款、失去大客户或销售下滑对现金的影响。",
                ),
                "WhatIfAnalysisMenu",
                "N",
            ),
        ),
    ),
    Group(
        "warnings",
        Words("Warnings", "预警"),
        (
            Button(
                "refresh_warnings",
                Words("Refresh warnings", "刷新预警"),
                Words(
                    "Refreshes the workbook and shows measured values, limits and what to do.",
                    "刷新工作簿，并显示指标实测值、警戒线与应对措施。",
                ),
                "HighImportance",
                "A",
                large=True,
            ),
            Button(
                "explain",
                Words("Explain", "说明"),
                Words(
                    "Says in words why a cell shows an error or is coloured.",
                    "用文字说明单元格为何显示错误或被着色。",
                ),
                "Help",
                "E",
            ),
            Button(
                "emergency_plan",
                Words("Emergency plan", "应急预案"),
                Words(
                    "What to do when cash runs short, in order.",
                    "现金不足时依次应采取的措施。",
                ),
                "ReviewAcceptChange",
                "P",
            ),
        ),
    ),
    Group(
        "collections",
        Words("Collections", "催收"),
        (
            Button(
                "collections_schedule",
                Words("Schedule", "收款计划"),
                Words("Whom to remind, when, and how.", "向谁催收、何时催收、如何催收。"),
                "MeetingsWorkspace",
                "C",
                large=True,
            ),
            Button(
                "write_letters",
                Words("Letters", "催收函件"),
                Words(
                    "Writes the letters to late payers that are due today as Word files, into a "
                    "folder beside the workbook, and notes them in Collection actions. Nothing is "
                    "sent.",
                    "将今日应发的催收函件生成 Word 文件，存入工作簿旁的文件夹，"
                    "并登记到“催收记录”；不会自动发送。",
                ),
                "FileSendAsAttachment",
                "J",
            ),
            Button(
                "payment_plans",
                Words("Payment plans", "分期付款"),
                Words(
                    "Instalments agreed, paid and overdue.",
                    "已约定、已付与逾期的各期款项。",
                ),
                "TableInsert",
                "I",
            ),
            Button(
                "adopt_plans",
                Words("Adopt plans", "采纳分期计划"),
                Words(
                    "Adds the proposals chosen on Plan proposals to the plans, with their "
                    "invoices: those chosen with “agreed” in force, others as drafts.",
                    "将“分期方案”表中选定的方案登记为分期计划，并列出对应发票："
                    "填“已签约”的直接生效，其余登记为草拟。",
                ),
                "ReviewAcceptChange",
                "D",
            ),
            Button(
                "adopt_payments",
                Words("Adopt payment schedule", "采纳付款安排"),
                Words(
                    "Writes the scheduled payment days under “Pay on” beside the bills that "
                    "have no date yet.",
                    "将付款安排中的日期填入应付账款的“批准付款日”列；已有日期的保持不变。",
                ),
                "AcceptTask",
                "Y",
            ),
        ),
    ),
    Group(
        "tools",
        Words("Tools", "工具"),
        (
            Button(
                "undo_refresh",
                Words("Undo last refresh", "撤销上次刷新"),
                Words(
                    "Puts back what the last refresh wrote over.",
                    "恢复上次刷新所覆盖的内容。",
                ),
                "Undo",
                "U",
            ),
            Button(
                "open_settings",
                Words("Settings", "设置"),
                Words("Date, firm, currency and policy.", "日期、企业、货币与政策。"),
                "PropertySheet",
                "S",
            ),
            Button(
                "switch_language",
                Words("中文", "English"),
                Words("Shows everything in Chinese.", "全部改用英文显示。"),
                "Translate",
                "L",
            ),
            Button(
                "self_test",
                Words("Self-test", "自检"),
                Words(
                    "Runs a worked example of every formula and lists on a sheet of its own what "
                    "was expected, what came, and how fast.",
                    "逐一运行各公式的例题，并在单独的工作表中列出预期结果、实际结果与计算速度。",
                ),
                "MacroPlay",
                "T",
            ),
            Button(
                "show_help",
                Words("Guide", "使用指南"),
                Words(
                    "What the formulas and buttons do, and how to begin.",
                    "公式与按钮的用途，以及如何开始使用。",
                ),
                "FunctionWizard",
                "H",
            ),
            Button(
                "about",
                Words("About", "关于"),
                Words("What this is, and its version.", "本软件的介绍与版本。"),
                "Info",
                "B",
            ),
        ),
    ),
)

# What VBA tells the user besides labels and tips.
MESSAGES = {
    "failed": Words(
        "Python could not be reached, or the macro failed. Run `cashbuoy doctor` to see why.",
        "无法连接 Python，或宏运行失败。请运行 cashbuoy doctor 查明原因。",
    ),
}


def buttons() -> Iterator[Button]:
    """All buttons in the order of the tab."""
    for group in GROUPS:
        yield from group.buttons


def words() -> dict[tuple[str, str], Words]:
    """Every text of the ribbon by control and part ("label" or "tip")."""
    found = {(TAB, "label"): TAB_WORDS}
    found |= {(group.key, "label"): group.label for group in GROUPS}
    for button in buttons():
        found[button.macro, "label"] = button.label
        found[button.macro, "tip"] = button.tip
    return found | {(key, "label"): text for key, text in MESSAGES.items()}


def ribbon_xml() -> bytes:
    """The part customUI/customUI14.xml."""
    root = ET.Element("customUI", {"xmlns": NAMESPACE, "onLoad": "CashbuoyLoaded"})
    tabs = ET.SubElement(ET.SubElement(root, "ribbon"), "tabs")
    tab = _asking(tabs, "tab", TAB, keytip="CB", getVisible="CashbuoyGetVisible")
    for group in GROUPS:
        box = _asking(tab, "group", group.key)
        for button in group.buttons:
            _asking(
                box,
                "button",
                button.macro,
                size="large" if button.large else "normal",
                imageMso=button.image,
                keytip=button.keytip,
                onAction=button.callback,
                getScreentip="CashbuoyGetLabel",
                getSupertip="CashbuoyGetTip",
            )
    ET.indent(root)
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return f"{head}{ET.tostring(root, encoding='unicode')}\n".encode()


def _asking(parent: ET.Element, kind: str, key: str, **attributes: str) -> ET.Element:
    """A control that asks VBA for its label."""
    return ET.SubElement(parent, kind, {"id": key, "getLabel": "CashbuoyGetLabel", **attributes})
