//! `onetill bench search` and `bench scan`: how soon a register finds goods.
#![allow(clippy::float_arithmetic, reason = "measurements are not money")]

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use http::{Method, Request};
use http_body_util::Full;
use hyper::client::conn::http1::SendRequest;
use onetill_db::read_once;
use onetill_kernel::{Error, Result};
use serde_json::{Value, json};

use super::figures::{Latencies, rounded};
use super::load::{connect, send};
use super::server::ServerProcess;
use super::shop::{BenchShop, LINES};
use super::{engine, prepare};
use crate::cli::BenchLookupArgs;
use crate::dice::Dice;

/// Questions before the clock starts.
const WARM_UP: usize = 100;
const SEED: u64 = 7;
/// As many goods as a register shows of a search.
const SHOWN: u64 = 60;

/// A product that somebody looks for.
struct Wanted {
    id: String,
    name: String,
    barcode: String,
}

/// Types what a cashier types, and prints how soon the goods were found.
pub(crate) fn search(args: &BenchLookupArgs) -> Result<()> {
    let bench = Bench::prepare(args)?;
    let mut dice = Dice::new(SEED, 1);
    let typed: Vec<(String, String)> = bench.wanted.iter().map(|w| (typed(&w.name, &mut dice), w.id.clone())).collect();
    let mut found = 0;
    let latencies = bench.ask(typed.len(), async |till, n| {
        let (text, id) = &typed[n];
        let path = format!("/v1/products?active=true&limit={SHOWN}&search={}", text.replace(' ', "%20"));
        let answer = till.get(&path).await?;
        found += usize::from(items(&answer).any(|product| product["id"] == **id));
        Ok(())
    })?;
    let found = rounded(100.0 * found as f64 / (typed.len() + WARM_UP) as f64, 1);
    bench.print("search", &latencies, &[("found_percent", json!(found))])
}

/// Scans barcodes, and prints how soon each was a line with its price.
pub(crate) fn scan(args: &BenchLookupArgs) -> Result<()> {
    let bench = Bench::prepare(args)?;
    let latencies = bench.ask(bench.wanted.len(), async |till, n| {
        // The cart holds what was scanned before, up to three things.
        let mut lines = Vec::new();
        for wanted in &bench.wanted[n - n % LINES..n] {
            lines.push(json!({ "barcode": wanted.barcode, "quantity": 1 }));
        }
        let wanted = &bench.wanted[n];
        let answer = till.get(&format!("/v1/products?active=true&barcode={}", wanted.barcode)).await?;
        if items(&answer).all(|product| product["id"] != *wanted.id) {
            return Err(Error::internal("a barcode did not find its product"));
        }
        lines.push(json!({ "barcode": wanted.barcode, "quantity": 1 }));
        till.post("/v1/quotes", &json!({ "register_id": bench.shop.registers[0], "lines": lines })).await
    })?;
    bench.print("scan", &latencies, &[])
}

fn items(answer: &Value) -> impl Iterator<Item = &Value> {
    answer["items"].as_array().into_iter().flatten()
}

/// One to three words of a name as somebody in a hurry types them: the last one not to its end, and every third time
/// with a mistake.
fn typed(name: &str, dice: &mut Dice) -> String {
    let words: Vec<String> = name.split(' ').map(str::to_lowercase).collect();
    let first = dice.index(words.len().min(3));
    let mut chosen: Vec<Vec<char>> =
        words[first..].iter().take(1 + dice.index(3)).map(|word| word.chars().collect()).collect();
    if let Some(last) = chosen.last_mut() {
        last.truncate(last.len().min(4 + dice.index(4)));
    }
    let mistaken = dice.index(chosen.len());
    if let Some(word) = chosen.get_mut(mistaken).filter(|word| word.len() >= 5)
        && dice.chance(333)
    {
        let at = 1 + dice.index(word.len() - 2);
        match dice.below(4) {
            0 => word.swap(at, at + 1),
            1 => drop(word.remove(at)),
            2 => word.insert(at, 'x'),
            _ => word[at] = 'x',
        }
    }
    let words: Vec<String> = chosen.into_iter().map(|word| word.into_iter().collect()).collect();
    words.join(" ")
}

/// A shop, and what is looked for in it.
struct Bench<'a> {
    args: &'a BenchLookupArgs,
    shop: BenchShop,
    past_orders: u64,
    wanted: Vec<Wanted>,
}

/// How long the questions took, and one that is as simple as can be.
struct Asked {
    each: Latencies,
    baseline: Latencies,
    ready: Duration,
    peak_rss_bytes: u64,
}

impl<'a> Bench<'a> {
    fn prepare(args: &'a BenchLookupArgs) -> Result<Self> {
        let (shop, past_orders) = prepare(&args.database, args.products, args.past_orders)?;
        let all = read_once(&args.database, |tx| {
            tx.query(
                "SELECT p.id, p.name, b.code FROM products p JOIN variants v ON v.product_id = p.id \
                 JOIN barcodes b ON b.variant_id = v.id ORDER BY p.id",
                &[],
                |row| {
                    let id: onetill_kernel::Uuid = row.get(0)?;
                    Ok(Wanted { id: id.to_string(), name: row.get(1)?, barcode: row.get(2)? })
                },
            )
        })?;
        if all.is_empty() {
            return Err(Error::invalid("database", "The goods of this database have no barcodes.")
                .fix("Let the benchmark found its shop in an empty one."));
        }
        let mut dice = Dice::new(SEED, 0);
        let wanted = (0..args.queries).map(|_| &all[dice.index(all.len())]);
        let wanted = wanted.map(|w| Wanted { id: w.id.clone(), name: w.name.clone(), barcode: w.barcode.clone() });
        let wanted = wanted.collect();
        Ok(Self { args, shop, past_orders, wanted })
    }

    /// Asks the server everything, one after the other.
    fn ask(&self, count: usize, mut ask: impl AsyncFnMut(&mut Till<'_>, usize) -> Result<()>) -> Result<Asked> {
        let begun = Instant::now();
        let server = ServerProcess::start(&self.args.database)?;
        let ready = begun.elapsed();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Error::internal)?;
        let (each, baseline) = runtime.block_on(async {
            let mut till = Till::open(server.address, &self.shop.api_key).await?;
            for n in 0..WARM_UP {
                ask(&mut till, n % count).await?;
            }
            let (mut each, mut baseline) = (Vec::with_capacity(count), Vec::with_capacity(count));
            for n in 0..count {
                let begun = Instant::now();
                ask(&mut till, n).await?;
                each.push(begun.elapsed());
                let begun = Instant::now();
                till.get(&format!("/v1/products/{}", self.wanted[n].id)).await?;
                baseline.push(begun.elapsed());
            }
            Ok::<_, Error>((Latencies::new(each), Latencies::new(baseline)))
        })?;
        Ok(Asked { each, baseline, ready, peak_rss_bytes: server.usage()?.peak_rss_bytes })
    }

    fn print(&self, what: &str, asked: &Asked, more: &[(&str, Value)]) -> Result<()> {
        let (each, baseline) = (&asked.each, &asked.baseline);
        let mut figures = json!({
            "bench": what,
            "engine": engine(&self.args.database),
            "products": self.shop.variants.len(),
            "past_orders": self.past_orders,
            "queries": self.args.queries,
            "p50_ms": rounded(each.ms(500), 3),
            "p99_ms": rounded(each.ms(990), 3),
            "max_ms": rounded(each.ms(1000), 3),
            "baseline_p50_ms": rounded(baseline.ms(500), 3),
            "ratio": rounded(each.ms(500) / baseline.ms(500), 2),
            "ready_ms": rounded(asked.ready.as_secs_f64() * 1000.0, 0),
            "peak_rss_mb": rounded(asked.peak_rss_bytes as f64 / 1e6, 1),
        });
        for (name, value) in more {
            figures[*name] = value.clone();
        }
        if self.args.json {
            println!("{figures}");
        } else if let Some(figures) = figures.as_object() {
            for (name, value) in figures {
                println!("{name:>16}  {}", value.as_str().map_or_else(|| value.to_string(), str::to_owned));
            }
        }
        Ok(())
    }
}

/// A register that asks.
struct Till<'k> {
    connection: SendRequest<Full<Bytes>>,
    address: SocketAddr,
    key: &'k str,
}

impl<'k> Till<'k> {
    async fn open(address: SocketAddr, key: &'k str) -> Result<Self> {
        Ok(Self { connection: connect(address).await?, address, key })
    }

    async fn get(&mut self, path: &str) -> Result<Value> {
        self.send(Method::GET, path, Bytes::new()).await
    }

    async fn post(&mut self, path: &str, body: &Value) -> Result<()> {
        self.send(Method::POST, path, Bytes::from(body.to_string())).await.map(drop)
    }

    async fn send(&mut self, method: Method, path: &str, body: Bytes) -> Result<Value> {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, self.address.to_string())
            .header(AUTHORIZATION, format!("Bearer {}", self.key))
            .header(CONTENT_TYPE, "application/json")
            .body(Full::new(body))
            .map_err(Error::internal)?;
        let (status, body) = send(&mut self.connection, request).await?;
        if !status.is_success() {
            return Err(Error::internal(format!("{path} was refused: {status} {}", String::from_utf8_lossy(&body))));
        }
        serde_json::from_slice(&body).map_err(Error::internal)
    }
}
