#!/usr/bin/env python3
"""Measure the rhythm of a real shop, for the demo shop to follow.

Reads the public "Online Retail" data set (UCI Machine Learning Repository,
CC BY 4.0) as CSV, takes the days from 1 December 2010 to 4 January 2011, and
writes rhythm.json: weights and shares only, never a row of the file.

    python3 measure_rhythm.py online_retail.csv > rhythm.json

Needs Python 3.9 or later and nothing else. RHYTHM.md explains every figure.
"""

import csv
import datetime as dt
import io
import json
import math
import re
import statistics
import sys
from collections import Counter, defaultdict

FIRST_DAY = dt.date(2010, 12, 1)
LAST_DAY = dt.date(2011, 1, 4)

# Codes that name a thing on a shelf; the others are postage, fees and manual corrections.
PRODUCT_CODE = re.compile(r"^(\d{5}|DCGS|gift_)")

# How the demo shop departs from the wholesaler; RHYTHM.md gives the reasons.
LINES_DIVISOR = 7
QUANTITY_DIVISOR = 12
QUANTITY_CAP = 12
VISITS_CAP = 10
OPENS_AT_HOUR, LAST_OPEN_HOUR = 8, 19
DEMO_PRODUCTS = 300
WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def parse_time(text):
    """The public file circulates with several spellings of a moment."""
    for form in ("%Y-%m-%d %H:%M:%S", "%m/%d/%Y %H:%M", "%m/%d/%y %H:%M", "%Y-%m-%d %H:%M"):
        try:
            return dt.datetime.strptime(text, form)
        except ValueError:
            continue
    raise SystemExit(f"InvoiceDate {text!r} is in no known form; export it as YYYY-MM-DD HH:MM:SS")


def read_rows(path):
    with open(path, "rb") as file:
        raw = file.read()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    reader = csv.DictReader(io.StringIO(text, newline=""))
    needed = {"InvoiceNo", "StockCode", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID"}
    missing = needed - set(reader.fieldnames or [])
    if missing:
        raise SystemExit(f"{path}: columns missing: {', '.join(sorted(missing))}")
    for row in reader:
        time = parse_time(row["InvoiceDate"])
        if FIRST_DAY <= time.date() <= LAST_DAY:
            yield {
                "invoice": row["InvoiceNo"],
                "code": row["StockCode"],
                "quantity": int(row["Quantity"]),
                "price": float(row["UnitPrice"]),
                "time": time,
                "customer": row["CustomerID"],
            }


def split_invoices(rows):
    """Sales and cancellations, each as invoice number -> its product lines."""
    sales, cancellations = {}, {}
    for row in rows:
        if not PRODUCT_CODE.match(row["code"]):
            continue
        if row["invoice"].startswith("C"):
            if row["quantity"] < 0:
                cancellations.setdefault(row["invoice"], []).append(row)
        elif row["invoice"].isdigit() and row["quantity"] > 0 and row["price"] > 0:
            sales.setdefault(row["invoice"], []).append(row)
    return sales, cancellations


def to_whole(weights, whole=1000):
    """Integers in the proportions of `weights` that add up to `whole` (largest remainder)."""
    total = sum(weights)
    exact = [weight * whole / total for weight in weights]
    parts = [math.floor(value) for value in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: (parts[i] - exact[i], i))
    for index in by_remainder[: whole - sum(parts)]:
        parts[index] += 1
    return parts


def histogram(values):
    """[[value, per mille], ...] in order of value, without values too rare to count."""
    counts = sorted(Counter(values).items())
    shares = to_whole([count for _, count in counts])
    return [[value, share] for (value, _), share in zip(counts, shares) if share]


def buckets(values, edges):
    """[["from-to", per mille], ...]; the last bucket is open."""
    counts = [0] * len(edges)
    for value in values:
        counts[max(i for i, edge in enumerate(edges) if value >= edge)] += 1
    names = []
    for i, edge in enumerate(edges):
        upper = edges[i + 1] - 1 if i + 1 < len(edges) else None
        names.append(f"{edge}+" if upper is None else str(edge) if upper == edge else f"{edge}-{upper}")
    return [[name, share] for name, share in zip(names, to_whole(counts))]


def quantiles(values, scale=1):
    """Selected quantiles, as integers of 1/scale."""
    ordered = sorted(values)
    points = (5, 10, 25, 50, 75, 90, 95, 99)
    return {f"p{p}": round(ordered[len(ordered) * p // 100] * scale) for p in points}


def permille(part, whole):
    return round(part * 1000 / whole)


def popularity_curve(counts, bins):
    """Mean lines per product in `bins` equal slices of the ranking, best first."""
    ordered = sorted(counts, reverse=True)
    curve = []
    for index in range(bins):
        low, high = index * len(ordered) / bins, (index + 1) * len(ordered) / bins
        mass = 0.0
        for rank in range(math.floor(low), math.ceil(high)):
            mass += ordered[rank] * (min(high, rank + 1) - max(low, rank))
        curve.append(mass / (high - low))
    return curve


def power_law_exponent(curve):
    """Least-squares slope of log(lines) over log(rank), sign turned."""
    xs = [math.log(rank) for rank in range(1, len(curve) + 1)]
    ys = [math.log(value) for value in curve]
    mean_x, mean_y = statistics.fmean(xs), statistics.fmean(ys)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys)) / sum((x - mean_x) ** 2 for x in xs)
    return -slope


def link_cancellations(sales, cancellations):
    """Match cancelled lines with the latest earlier sale line that could be theirs.

    Same customer, same product, sold before, and enough of it not yet cancelled.
    Returns the days in between, one per linked line, and linked lines per invoice.
    """
    candidates = defaultdict(list)
    for lines in sales.values():
        for line in lines:
            if line["customer"]:
                candidates[line["customer"], line["code"]].append({**line, "left": line["quantity"]})
    days, lines_per_invoice = [], Counter()
    for lines in cancellations.values():
        for line in lines:
            fitting = [
                sale
                for sale in candidates.get((line["customer"], line["code"]), [])
                if sale["time"] <= line["time"] and sale["left"] >= -line["quantity"]
            ]
            if fitting:
                sale = max(fitting, key=lambda one: (one["time"], one["invoice"]))
                sale["left"] += line["quantity"]
                days.append((line["time"].date() - sale["time"].date()).days)
                lines_per_invoice[sale["invoice"]] += 1
    return days, lines_per_invoice


def measure(rows):
    sales, cancellations = split_invoices(rows)
    orders = list(sales.values())
    known = [lines for lines in orders if lines[0]["customer"]]
    known_lines = [line for lines in known for line in lines]
    all_lines = [line for lines in orders for line in lines]

    # Time. Days are compared by their mean, for the month has four Tuesdays and three Mondays.
    hours = Counter(lines[0]["time"].hour for lines in orders)
    per_day = Counter(lines[0]["time"].date() for lines in orders)
    days_of = defaultdict(list)
    for day, count in per_day.items():
        days_of[day.weekday()].append(count)
    weekday_means = [statistics.fmean(days_of[i]) if i in days_of else 0 for i in range(7)]
    # How much one day differs from the mean of its weekday.
    spread = math.sqrt(
        statistics.fmean((count / weekday_means[day.weekday()] - 1) ** 2 for day, count in per_day.items())
    )

    # Baskets of known customers; the others hold whole web shop days booked as one invoice.
    lines_per_order = [len(lines) for lines in known]
    quantities = [line["quantity"] for line in known_lines]
    demo_lines = [math.ceil(count / LINES_DIVISOR) for count in lines_per_order]
    demo_quantities = [min(QUANTITY_CAP, math.ceil(q / QUANTITY_DIVISOR)) for q in quantities]

    # Customers. A visit is a day with at least one order.
    orders_of, visits_of = Counter(), defaultdict(set)
    for lines in known:
        orders_of[lines[0]["customer"]] += 1
        visits_of[lines[0]["customer"]].add(lines[0]["time"].date())
    gaps = []
    for visits in visits_of.values():
        ordered = sorted(visits)
        gaps += [(later - earlier).days for earlier, later in zip(ordered, ordered[1:])]

    # Cancellations.
    delays, linked = link_cancellations(sales, cancellations)
    line_refund_share = len(delays) / len(known_lines)
    cancelled_lines = sum(len(lines) for lines in cancellations.values())

    # Products and prices.
    lines_of_product = Counter(line["code"] for line in all_lines)
    curve = popularity_curve(lines_of_product.values(), DEMO_PRODUCTS)
    deciles = popularity_curve(lines_of_product.values(), 10)
    prices = defaultdict(list)
    for line in known_lines:
        prices[line["code"]].append(line["price"])

    demo_hours = [0] * 24
    for hour, count in hours.items():
        demo_hours[min(LAST_OPEN_HOUR, max(OPENS_AT_HOUR, hour))] += count
    demo_weekdays = list(weekday_means)
    demo_weekdays[5] = max(weekday_means)
    known_share = permille(len(known), len(orders))
    open_days = len(per_day)

    return {
        "source": "Measured by measure_rhythm.py on: Chen, D. (2015), Online Retail, UCI Machine Learning "
        "Repository, https://doi.org/10.24432/C5BW33, CC BY 4.0; 2010-12-01 to 2011-01-04",
        "hour_weights": to_whole(demo_hours),
        "weekday_weights": to_whole(demo_weekdays),
        "orders_per_day": round(len(orders) / open_days),
        "day_spread_permille": round(spread * 500),
        "lines_per_order": histogram(demo_lines),
        "quantity_per_line": histogram(demo_quantities),
        "known_customer_permille": round(known_share / 2),
        "visits_per_customer": histogram(min(VISITS_CAP, len(days)) for days in visits_of.values()),
        "visits_per_customer_days": (LAST_DAY - FIRST_DAY).days + 1,
        "days_between_visits": histogram(gaps),
        "refund_permille": round(line_refund_share * statistics.fmean(demo_lines) * 1000),
        "refund_delay_days": histogram(delays),
        "popularity_decile_permille": to_whole(deciles),
        "popularity_exponent_milli": round(power_law_exponent(curve) * 1000),
        "measured": {
            "sale_orders": len(orders),
            "sale_lines": len(all_lines),
            "open_days": open_days,
            "day_spread_permille": round(spread * 1000),
            "orders_by_hour": [hours.get(hour, 0) for hour in range(24)],
            "orders_per_open_day_tenths": {
                name: round(mean * 10) for name, mean in zip(WEEKDAYS, weekday_means)
            },
            "open_days_by_weekday": {name: len(days_of.get(i, [])) for i, name in enumerate(WEEKDAYS)},
            "lines_per_order_permille": buckets(lines_per_order, [1, 2, 3, 4, 6, 11, 16, 21, 31, 51, 101]),
            "lines_per_order_quantiles": quantiles(lines_per_order),
            "lines_per_order_mean_tenths": round(statistics.fmean(lines_per_order) * 10),
            "quantity_per_line_permille": buckets(quantities, [1, 2, 3, 4, 5, 6, 7, 12, 13, 24, 25, 49, 101]),
            "quantity_per_line_quantiles": quantiles(quantities),
            "known_customer_order_permille": known_share,
            "known_customer_line_permille": permille(len(known_lines), len(all_lines)),
            "known_customers": len(orders_of),
            "orders_per_customer_permille": buckets(orders_of.values(), [1, 2, 3, 4, 5, 6, 11]),
            "cancellation_invoices": len(cancellations),
            "cancellation_lines": cancelled_lines,
            "linked_cancellation_lines": len(delays),
            "linked_lines_per_10000": round(line_refund_share * 10000),
            "orders_with_linked_cancellation": len(linked),
            "linked_lines_per_order_permille": buckets(linked.values(), [1, 2, 3, 6]),
            "products_sold": len(lines_of_product),
            "top_product_lines_per_10000": round(max(lines_of_product.values()) / len(all_lines) * 10000),
            "price_per_product_pence": quantiles((statistics.median(v) for v in prices.values()), 100),
            "price_per_line_pence": quantiles((line["price"] for line in known_lines), 100),
        },
    }


def to_json(value):
    """One key a line, lists unbroken: a person reads this file, and a diff shows what moved."""
    def block(entries, indent):
        pad = "  " * indent
        parts = []
        for key, entry in entries.items():
            nested = block(entry, indent + 1) if key == "measured" else json.dumps(entry)
            parts.append(f"{pad}{json.dumps(key)}: {nested}")
        return "{\n" + ",\n".join(parts) + "\n" + "  " * (indent - 1) + "}"

    return block(value, 1) + "\n"


def main():
    if len(sys.argv) == 3 and sys.argv[1] == "--curve":
        # The curve that the popularity column of products.csv was dealt from.
        sales, _ = split_invoices(read_rows(sys.argv[2]))
        counts = Counter(line["code"] for lines in sales.values() for line in lines)
        print("\n".join(str(weight) for weight in to_whole(popularity_curve(counts.values(), DEMO_PRODUCTS), 100000)))
    elif len(sys.argv) == 2 and not sys.argv[1].startswith("-"):
        sys.stdout.write(to_json(measure(list(read_rows(sys.argv[1])))))
    else:
        raise SystemExit(__doc__)


if __name__ == "__main__":
    main()
