"""Currency codes (ISO 4217, list one, active codes) and the names that ledgers use for them."""

from __future__ import annotations

CODES = frozenset(
    """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD
    CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP
    GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD
    KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN
    NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP
    SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND
    VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
    """.split()  # noqa: SIM905
)

NAMES = {
    "RMB": "CNY", "CNH": "CNY", "人民币": "CNY", "人民币元": "CNY", "元人民币": "CNY",
    "US$": "USD", "美元": "USD", "美金": "USD",
    "€": "EUR", "欧元": "EUR",
    "£": "GBP", "英镑": "GBP",
    "JP¥": "JPY", "日元": "JPY", "日圆": "JPY",
    "HK$": "HKD", "港币": "HKD", "港元": "HKD",
    "NT$": "TWD", "新台币": "TWD",
    "A$": "AUD", "澳元": "AUD", "澳大利亚元": "AUD",
    "C$": "CAD", "CA$": "CAD", "加元": "CAD", "加拿大元": "CAD",
    "S$": "SGD", "新加坡元": "SGD", "新元": "SGD",
    "₩": "KRW", "韩元": "KRW", "韩币": "KRW",
    "瑞士法郎": "CHF", "瑞郎": "CHF",
    "卢布": "RUB", "泰铢": "THB", "越南盾": "VND", "澳门元": "MOP", "印度卢比": "INR", "₹": "INR",
}  # fmt: skip
# A column of currencies may say only this; in an amount the sign is shared by several.
COLUMN_ONLY = {"元": "CNY", "¥": "CNY", "￥": "CNY"}
