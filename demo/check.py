#!/usr/bin/env python3
"""Check the demo shop's data: python3 check.py (Python 3 standard library only).

Says every fault by row and ends with 1, or says what it counted and ends with 0.
"""

import csv
import json
import os
import re
import sys
from collections import defaultdict

HERE = os.path.dirname(os.path.abspath(__file__))
TAX_PERCENT = {"standard": 20, "reduced": 5, "zero": 0, "outside": 0}
KINDS = {"goods", "service", "gift_card", "shipping"}
MARGIN_PERCENT = (35, 65)
SKU = re.compile(r"^[A-Z]{3}-\d{3}(-[0-9A-Z]{1,5})?$")


def read(name):
    with open(os.path.join(HERE, name), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def ean13_holds(code):
    if not re.fullmatch(r"\d{13}", code):
        return False
    return sum(int(digit) * (3 if i % 2 else 1) for i, digit in enumerate(code)) % 10 == 0


def check_row(row, categories, seasons):
    def whole(field):
        return int(row[field]) if re.fullmatch(r"\d+", row[field]) else None

    goods = row["kind"] == "goods"
    price, cost = whole("price_pence"), whole("cost_pence")
    if not SKU.match(row["sku"]) or not row["sku"].startswith(row["product"]):
        yield "sku does not follow the scheme"
    if bool(row["variant"]) != (row["sku"] != row["product"]):
        yield "a variant has its own part in the sku, a single one has not"
    if row["category"] not in categories or not row["sku"].startswith(row["category"]):
        yield f"category {row['category']!r} unknown or not that of the sku"
    if row["kind"] not in KINDS:
        yield f"kind {row['kind']!r} unknown"
    if row["tax"] not in TAX_PERCENT or (row["tax"] == "outside") != (row["kind"] == "gift_card"):
        yield f"tax {row['tax']!r} unknown or not that of the kind"
    elif goods:
        if not price or not cost:
            yield "goods need a price and a cost"
        else:
            net = price * 100 / (100 + TAX_PERCENT[row["tax"]])
            margin = (net - cost) * 100 / net
            if not MARGIN_PERCENT[0] <= margin <= MARGIN_PERCENT[1]:
                yield f"margin {margin:.1f} % is out of {MARGIN_PERCENT}"
    if row["kind"] in ("goods", "gift_card"):
        if not ean13_holds(row["barcode"]) or not row["barcode"].startswith("29"):
            yield f"barcode {row['barcode']!r} is no EAN-13 of range 29"
    elif row["barcode"]:
        yield "only things that are scanned have a barcode"
    for field in ("opening_stock", "reorder_at", "reorder_quantity"):
        if (whole(field) is not None) != goods:
            yield f"{field} is for goods, all of them, and whole"
    if not whole("popularity"):
        yield "popularity must be a whole number above zero"
    if row["season"] and row["season"] not in seasons:
        yield f"season {row['season']!r} unknown"
    if not os.path.exists(os.path.join(HERE, "images", row["icon"] + ".svg")):
        yield f"no picture images/{row['icon']}.svg"


def main():
    products, faults = read("products.csv"), []
    categories = {row["code"] for row in read("categories.csv")}
    seasons = {row["season"] for row in read("seasons.csv")}
    for row in products:
        faults += [f"{row['sku']}: {fault}" for fault in check_row(row, categories, seasons)]
    for field in ("sku", "barcode"):
        filled = [row[field] for row in products if row[field]]
        faults += [f"{field} {value} is used twice" for value in sorted({v for v in filled if filled.count(v) > 1})]
    shared = ("name", "category", "kind", "tax", "season", "icon")
    by_product = defaultdict(set)
    for row in products:
        by_product[row["product"]].add(tuple(row[field] for field in shared))
    faults += [f"{product}: variants differ in {', '.join(shared)}" for product, kept in by_product.items() if len(kept) > 1]
    with open(os.path.join(HERE, "rhythm.json"), encoding="utf-8") as file:
        rhythm = json.load(file)
    for field, length in (("hour_weights", 24), ("weekday_weights", 7), ("popularity_decile_permille", 10)):
        if len(rhythm[field]) != length or sum(rhythm[field]) != 1000:
            faults.append(f"rhythm.json: {field} must be {length} numbers that add up to 1000")
    print("\n".join(faults) or f"{len(by_product)} products, {len(products)} variants: no fault")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
