"""The demo company: who it buys from, who it sells to, and how each of them pays.

Every name is invented. Weights are relative shares of sales or purchases.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

AS_OF = dt.date(2026, 10, 31)
FIRST_DAY = dt.date(2025, 5, 1)  # the books shown begin here
WARM_UP = dt.date(2024, 10, 1)  # documents still open on FIRST_DAY start as early as this
VAT = 13  # percent

# Days late on average, and how far they scatter either side.
HABITS = {
    "prompt": (1, 4),
    "ordinary": (7, 5),
    "late": (52, 12),
    "very_late": (222, 20),
    "anchor": (1, 4),
}
CREEP_FROM = dt.date(2026, 2, 1)  # from here on, all but the prompt ones pay later and later


@dataclass(frozen=True)
class Customer:
    short: str
    name: str
    country: str
    terms: int
    weight: int
    habit: str
    instrument: str = "transfer"

    @property
    def currency(self) -> str:
        return "CNY" if self.country == "CN" else "USD"


@dataclass(frozen=True)
class Supplier:
    name: str
    terms: int
    weight: int
    priority: str
    days_late: int
    by_bill: bool = False
    late_rate: float | None = None


ANCHOR = "苏州骐曜"  # near a third of all sales
PLAN_CUSTOMER = "徐州岽达"  # pays off old invoices under a payment plan
DRAFT_CUSTOMER = "嘉兴沅策"  # with whom a payment plan is being talked over
PLAN_SUPPLIER = "慈溪坤樾模具有限公司"

# city | word | trade | terms | weight | habit | instrument
_DOMESTIC = """
苏州|骐曜|水处理设备|45|0|anchor|transfer
杭州|沐栎|制药装备|45|52|ordinary|transfer
上海|岚衡|泵业|45|48|prompt|transfer
无锡|澄榉|流体设备|60|46|late|transfer
宁波|昱珂|注塑机械|30|40|prompt|transfer
台州|骁钺|阀门|60|46|late|bank_acceptance
温州|铂峤|阀门制造|45|36|ordinary|transfer
常州|禾铮|液压科技|45|34|prompt|transfer
南通|翊泓|船舶配套|45|32|ordinary|transfer
合肥|璟砚|半导体设备|45|30|prompt|transfer
青岛|澔川|海水淡化设备|45|30|ordinary|transfer
济南|垚盛|空压机|45|28|prompt|transfer
绍兴|岑舟|印染机械|60|30|late|transfer
嘉兴|沅策|环保工程|60|40|very_late|transfer
武汉|楚桅|动力机械|45|24|ordinary|transfer
长沙|湘峪|工程机械配件|60|24|prompt|bank_acceptance
徐州|岽达|矿山机械|60|12|very_late|transfer
佛山|粤铖|陶瓷机械|45|22|prompt|transfer
东莞|睿桁|自动化科技|30|22|prompt|transfer
中山|菱屿|消防设备|45|20|prompt|transfer
厦门|鹭翎|卫浴科技|30|20|prompt|transfer
泉州|闽朔|机电|45|20|ordinary|transfer
成都|蓉楷|制冷设备|45|18|ordinary|transfer
重庆|渝柘|汽车部件|60|32|late|trade_acceptance
西安|秦樾|仪表|60|18|prompt|transfer
郑州|豫衍|食品机械|45|16|prompt|transfer
石家庄|冀垒|化工装备|60|42|late|transfer
天津|津骅|石化设备|45|16|ordinary|transfer
沈阳|辽柏|鼓风机|60|40|very_late|transfer
大连|沧屹|船用泵|45|14|ordinary|transfer
烟台|芝澜|冷链装备|45|14|prompt|transfer
潍坊|鸢柏|造纸机械|45|14|prompt|transfer
扬州|邗策|电力设备|45|12|prompt|transfer
镇江|润柘|锅炉辅机|45|12|ordinary|transfer
泰州|凤屿|换热器|60|12|prompt|transfer
盐城|瀚栩|风电配套|45|12|ordinary|transfer
湖州|菰桥|膜科技|45|12|prompt|transfer
金华|婺骐|电动工具|30|10|prompt|transfer
衢州|柯峦|氟材料装备|45|10|prompt|transfer
丽水|瓯柯|阀门配件|30|10|prompt|transfer
舟山|岱恒|船舶修造|45|10|ordinary|transfer
芜湖|鸠砚|压缩机|45|10|prompt|transfer
马鞍山|翠砺|冶金设备|60|30|late|transfer
南昌|赣熠|医疗器械|30|10|prompt|transfer
赣州|虔峤|稀土装备|45|8|prompt|transfer
福州|榕翊|水务设备|45|8|prompt|transfer
昆明|滇桤|制药机械|45|8|ordinary|transfer
贵阳|黔澔|酿造设备|45|8|prompt|transfer
南宁|邕屿|糖业机械|45|8|prompt|transfer
海口|琼柏|净水科技|30|6|prompt|transfer
太原|晋峪|煤机配件|45|6|ordinary|transfer
哈尔滨|松衍|供热设备|45|6|ordinary|transfer
长春|吉桁|试验仪器|45|6|prompt|transfer
兰州|陇钺|石油机械|45|6|ordinary|transfer
"""

_EXPORT = (
    Customer("Nordkai", "Nordkai Armaturen GmbH", "DE", 45, 66, "prompt"),
    Customer("Brightmere", "Brightmere Flow Controls Ltd", "GB", 45, 44, "ordinary"),
    Customer("Kestrel Ridge", "Kestrel Ridge Pump Company", "US", 45, 58, "prompt"),
    Customer("Tasmar", "Tasmar Fluid Systems Pty Ltd", "AU", 30, 30, "prompt"),
    Customer("Halvorsund", "Halvorsund Pumpeteknikk AS", "NO", 30, 24, "prompt"),
    Customer("Quangmin", "Quangmin Water Engineering JSC", "VN", 30, 20, "ordinary"),
)


def _customers() -> tuple[Customer, ...]:
    found = []
    for line in _DOMESTIC.split():
        city, word, trade, terms, weight, habit, instrument = line.split("|")
        name = f"{city}{word}{trade}有限公司"
        found.append(Customer(city + word, name, "CN", int(terms), int(weight), habit, instrument))
    return (*found, *_EXPORT)


CUSTOMERS = _customers()

# name | terms | weight | priority | days late | pays by our acceptance bill
_SUPPLIERS = """
宁波钧铖特钢有限公司|45|60|critical|4|
江阴澄钧不锈钢有限公司|60|46|critical|6|bill
余姚岭泰精密铸造有限公司|60|44|critical|8|
奉化峦固锻造有限公司|60|36|normal|10|
慈溪坤樾模具有限公司|45|14|normal|30|
象山澔川密封件有限公司|45|20|normal|8|
宁海岑柏轴承贸易有限公司|45|18|normal|9|
温州铂簧弹簧有限公司|45|12|normal|8|
镇海铄恒热处理有限公司|30|22|critical|5|
北仑舸锐表面处理有限公司|30|22|normal|9|
鄞州桁信机加工厂|30|30|critical|4|
余姚桤工机加工厂|30|24|normal|7|
台州岽岳电机有限公司|60|26|normal|10|
绍兴沅固标准件有限公司|45|14|flexible|14|
杭州翎锋刀具有限公司|45|14|flexible|12|
上海砚准量具有限公司|30|8|flexible|12|
宁波栩林包装制品有限公司|45|12|flexible|15|
宁波骅捷物流有限公司|30|20|normal|6|
宁波屿帆国际货运代理有限公司|30|12|normal|5|
宁波澜润切削液有限公司|45|6|flexible|16|
无锡衡砚仪器校准有限公司|30|4|flexible|10|
宁波桅安劳保用品有限公司|45|4|flexible|14|
苏州熠成橡塑有限公司|45|10|normal|9|
常州柘源铜业有限公司|30|18|critical|3|
"""


def _suppliers() -> tuple[Supplier, ...]:
    found = []
    for line in _SUPPLIERS.split():
        name, terms, weight, priority, late, by_bill = line.split("|")
        found.append(
            Supplier(
                name, int(terms), int(weight), priority, int(late), bool(by_bill),
                late_rate=0.0005 if priority == "critical" else None,
            )
        )  # fmt: skip
    return tuple(found)


SUPPLIERS = _suppliers()
