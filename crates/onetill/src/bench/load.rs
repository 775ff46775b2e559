//! The customers: connections that send sales, each waiting for its answer before the next.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use http::{Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use onetill_kernel::{Clock, Error, Ids, Result, SystemClock, Uuid};
use tokio::net::TcpStream;

use super::shop::{BenchShop, Purchase};
use crate::dice::Dice;

/// Who sends sales, and where to.
pub(super) struct Load<'s> {
    pub(super) shop: &'s BenchShop,
    pub(super) address: SocketAddr,
    pub(super) clients: u64,
    pub(super) products: u64,
}

impl Load<'_> {
    /// Sells `orders` times; returns how long each took to be answered. All must succeed. One thread does
    /// all of it, so that as little as possible is taken from the server.
    pub(super) fn run(&self, orders: u64, seed: u64) -> Result<Vec<Duration>> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Error::internal)?;
        let sold = Arc::new(AtomicU64::new(0));
        runtime.block_on(async {
            let clients: Vec<_> = (0..self.clients).map(|n| self.client(orders, sold.clone(), seed, n)).collect();
            let all = futures_util::future::try_join_all(clients).await?;
            Ok(all.into_iter().flatten().collect())
        })
    }

    async fn client(&self, orders: u64, sold: Arc<AtomicU64>, seed: u64, number: u64) -> Result<Vec<Duration>> {
        let mut connection = connect(self.address).await?;
        let mut dice = Dice::new(seed, number);
        let mut ids = Ids::random();
        let mut latencies = Vec::with_capacity((orders / self.clients) as usize + 1);
        let products = usize::try_from(self.products).map_err(Error::internal)?;
        while sold.fetch_add(1, Ordering::Relaxed) < orders {
            let purchase = self.shop.purchase(&mut dice, products);
            let request = self.request(&purchase, ids.next(SystemClock.now()))?;
            let started = Instant::now();
            let (status, body) = send(&mut connection, request).await?;
            latencies.push(started.elapsed());
            if status != StatusCode::CREATED {
                return Err(Error::internal(format!(
                    "a sale was refused: {status} {}",
                    String::from_utf8_lossy(&body)
                )));
            }
        }
        Ok(latencies)
    }

    fn request(&self, purchase: &Purchase, id: Uuid) -> Result<Request<Full<Bytes>>> {
        let line = |(variant, quantity): &(onetill_kernel::VariantId, i64)| {
            format!(r#"{{"variant_id":"{variant}","quantity":{quantity}}}"#)
        };
        let lines: Vec<String> = purchase.lines.iter().map(line).collect();
        let body = format!(
            r#"{{"id":"{id}","register_id":"{}","customer_id":"{}","lines":[{}],"payments":[{{"tender":"cash"}}]}}"#,
            purchase.register,
            purchase.customer,
            lines.join(",")
        );
        Request::post("/v1/sales")
            .header(HOST, self.address.to_string())
            .header(AUTHORIZATION, format!("Bearer {}", self.shop.api_key))
            .header(CONTENT_TYPE, "application/json")
            .header("idempotency-key", id.to_string())
            .body(Full::new(Bytes::from(body)))
            .map_err(Error::internal)
    }
}

pub(super) async fn connect(address: SocketAddr) -> Result<SendRequest<Full<Bytes>>> {
    let stream = TcpStream::connect(address).await.map_err(Error::internal)?;
    stream.set_nodelay(true).map_err(Error::internal)?;
    let (sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(Error::internal)?;
    tokio::spawn(connection);
    Ok(sender)
}

pub(super) async fn send(
    connection: &mut SendRequest<Full<Bytes>>,
    request: Request<Full<Bytes>>,
) -> Result<(StatusCode, Bytes)> {
    connection.ready().await.map_err(Error::internal)?;
    let response = connection.send_request(request).await.map_err(Error::internal)?;
    let status = response.status();
    let body = response.into_body().collect().await.map_err(Error::internal)?.to_bytes();
    Ok((status, body))
}
