mod support;
use onetill_db::{Table, params, Db, Options, Target};
use onetill_kernel::Uuid;
use support::*;
use support::ids::*;

static ORDERS: Table = Table { name: "orders", columns: &["id","version","state","channel","location_id","register_id","receipt_no","customer_id","staff_id","currency","prices_include_tax","tax_rounding","line_count","subtotal_minor","discount_minor","tax_minor","total_minor","paid_minor","change_minor","refunded_minor","note","recovered","business_date","created_at","happened_at","recorded_at"] };
static LINES: Table = Table { name: "order_lines", columns: &["order_id","line_no","kind","variant_id","tracked","sku","name","quantity_milli","unit_price_minor","amount_minor","line_discount_minor","order_discount_minor","tax_minor","total_minor","tax_category_id","account","cost_minor","refunded_milli","note"] };
static TAXES: Table = Table { name: "order_line_taxes", columns: &["order_id","line_no","component_no","component_id","name","rate_ppm","compound","account","amount_minor"] };
static MOVES: Table = Table { name: "stock_movements", columns: &["variant_id","location_id","source_id","line_no","kind","quantity_milli","value_minor","happened_at","recorded_at"] };
static PAYMENTS: Table = Table { name: "payments", columns: &["id","order_id","tender","currency","amount_minor","tendered_minor","change_minor","refunded_minor","state","terminal_id","complete_when_paid","version","created_at"] };
static ATTEMPTS: Table = Table { name: "payment_attempts", columns: &["payment_id","attempt_no","id","kind","state","amount_minor","refund_id","register_id","own_entry","created_at","concluded_at","inquiries"] };
static ENTRIES: Table = Table { name: "journal_entries", columns: &["id","kind","business_date","location_id","currency","recorded_at"] };
static POSTINGS: Table = Table { name: "journal_postings", columns: &["entry_id","line_no","account","amount_minor"] };
static EVENTS: Table = Table { name: "events", columns: &["position","kind","subject_id","data","happened_at","recorded_at","origin_database","origin_position"] };
static KEYS: Table = Table { name: "idempotency_keys", columns: &["owner_id","idempotency_key","request_hash","result_id","created_at"] };

fn big(kind: u64, n: u64) -> Uuid {
    // time-ordered with random-looking tail
    let r = n.wrapping_mul(0x9E3779B97F4A7C15) ^ kind.wrapping_mul(0xD1B54A32D192ED03);
    Uuid::from_u128((0x0191_0000_0000u128 + n as u128) << 80 | 0x7000u128 << 64 | (0x8000_0000_0000_0000u64 | (r >> 2)) as u128)
}

#[test]
fn scale() {
    let Ok(target) = std::env::var("SCALE_TARGET") else { return };
    let n: u64 = std::env::var("SCALE_N").unwrap().parse().unwrap();
    let pg = target == "postgres";
    let keep;
    let db = if pg {
        keep = Some(support::postgres("scale"));
        keep.as_ref().unwrap().db.clone()
    } else {
        Db::open(&Target::Sqlite(target.into()), &Options { writers: 1, readers: 1, group: 8, queue: 64 }).unwrap()
    };
    let empty = db.read(|tx| tx.query_one("SELECT COUNT(*) FROM orders", &[], |r| r.get::<i64>(0))).unwrap() == 0;
    if empty {
        support::fill(&db);
        let products = 10_000u64;
        db.write(move |tx| {
            tx.execute("DELETE FROM stock WHERE 1=1", &[])?;
            for t in ["stock_movements","stock_adjustments","reservations","orders","order_lines","order_line_taxes","order_discounts","refunds","refund_lines","refund_line_taxes","payments","payment_attempts","journal_entries","journal_postings","events","idempotency_keys"] {
                tx.execute(&format!("DELETE FROM {t}"), &[])?;
            }
            tx.execute("UPDATE customers SET orders_count=0, spent_minor=0, first_order_at=NULL, last_order_at=NULL", &[])?;
            for p in 0..products {
                row(tx, "products", "id, version, name, sort_name, description, kind, tax_category_id, active, created_at, updated_at", params![big(1,p),1,"x","x","","goods",tax_category(1),true,0,0])?;
                row(tx, "variants", "id, product_id, position, name, sku, price_minor, cost_minor, track_stock, active", params![big(2,p),big(1,p),1,"",format!("B{p}"),1000,400,true,true])?;
            }
            for c in 0..20_000u64 {
                row(tx, "customers", "id, version, name, note, folded, orders_count, spent_minor, created_at", params![big(3,c),1,"x","","x",0,0,0])?;
            }
            Ok(())
        }).unwrap();
        let database: Uuid = db.read(|tx| tx.query_one("SELECT database_id FROM event_counter", &[], |r| r.get(0))).unwrap();
        let batch = 2000;
        for b in 0..n / batch {
            db.write(move |tx| {
                for i in b*batch..(b+1)*batch {
                    let o = big(10, i);
                    let reg = register(1 + i % 2);
                    let at = at(1) + i as i64;
                    tx.append(&ORDERS, params![o,1,"completed","register",location(1),reg,(i/2+1) as i64,big(3,i%20_000),staff(1),"GBP",false,"line",3,3000,0,600,3600,3600,0,0,"",false,TODAY,at,at,at])?;
                    for l in 0..3i64 {
                        let v = big(2, (i*7 + l as u64 * 3331) % products);
                        tx.append(&LINES, params![o,l+1,"goods",v,true,"SKU","A thing of some name",1000,1000,1000,0,0,200,1200,tax_category(1),"4000",400,0,""])?;
                        tx.append(&TAXES, params![o,l+1,1,component(1),"VAT 20%",200_000,false,"2200",200])?;
                        tx.append(&MOVES, params![v,location(1),o,l+1,"sale",-1000,-400,at,at])?;
                    }
                    let p = big(11, i);
                    tx.append(&PAYMENTS, params![p,o,"cash","GBP",3600,3600,0,0,"captured",None::<Uuid>,false,1,at])?;
                    tx.append(&ATTEMPTS, params![p,1,big(12,i),"capture","succeeded",3600,None::<Uuid>,reg,false,at,at,0])?;
                    tx.append(&ENTRIES, params![o,"sale",TODAY,location(1),"GBP",at])?;
                    for (no,(a,m)) in [("1000",3600),("4000",-3000),("2200",-600),("5000",1200),("1400",-1200)].into_iter().enumerate() {
                        tx.append(&POSTINGS, params![o,no as i64+1,*a,m])?;
                    }
                    tx.append(&EVENTS, params![i as i64+1,"order.completed",o,"{\"order_id\":\"0190\",\"number\":\"R1-000001\",\"stock\":[1,2,3,4,5]}",at,at,database,i as i64+1])?;
                    let mut k = [0u8;16]; k[..8].copy_from_slice(&i.wrapping_mul(0x9E3779B97F4A7C15).to_be_bytes()); 
                    tx.append(&KEYS, params![staff(1),k,k,o,at])?;
                }
                Ok(())
            }).unwrap();
        }
        db.write(move |tx| {
            tx.execute("UPDATE event_counter SET position = $1", params![n as i64])?;
            tx.execute("UPDATE registers SET last_receipt_no = (SELECT COUNT(*) FROM orders o WHERE o.register_id = registers.id)", &[])?;
            tx.execute("UPDATE customers SET orders_count=(SELECT COUNT(*) FROM orders o WHERE o.customer_id=customers.id), spent_minor=COALESCE((SELECT CAST(SUM(total_minor) AS BIGINT) FROM orders o WHERE o.customer_id=customers.id),0), first_order_at=(SELECT MIN(happened_at) FROM orders o WHERE o.customer_id=customers.id), last_order_at=(SELECT MAX(happened_at) FROM orders o WHERE o.customer_id=customers.id)", &[])?;
            tx.execute("INSERT INTO stock (variant_id, location_id, on_hand_milli, reserved_milli, value_minor, unit_cost_minor, recount_since) SELECT variant_id, location_id, CAST(SUM(quantity_milli) AS BIGINT), 0, CAST(SUM(value_minor) AS BIGINT), 400, 1 FROM stock_movements GROUP BY variant_id, location_id", &[]).map(|_|())
        }).unwrap();
    }
    let start = std::time::Instant::now();
    let report = if pg { db.read(onetill_verify::verify).unwrap() } else { db.write(onetill_verify::verify).unwrap() };
    eprintln!("{} in {:?}", report, start.elapsed());
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    eprintln!("{}", status.lines().filter(|l| l.starts_with("VmHWM")).collect::<String>());
    assert!(report.is_ok());
}
