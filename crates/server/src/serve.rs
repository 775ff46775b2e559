//! The server: router, middleware, jobs, start and orderly stop.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{MatchedPath, Request};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use http::HeaderValue;
use http::header::{CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use onetill_kernel::{Error, Result};
use tokio::net::TcpListener;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};
use utoipa_swagger_ui::SwaggerUi;

use crate::extract::queries::{WithQuery, refuse_unread};
use crate::openapi::complete;
use crate::state::App;
use crate::{approval, jobs, pages, problem, routes};

/// How long what is under way may take once the server is to stop.
const FINISH_WITHIN: Duration = Duration::from_secs(10);

/// How a server listens.
#[derive(Debug, Clone)]
pub struct ServerOptions {
    /// The address; port 0 takes a free one.
    pub listen: SocketAddr,
}

/// A server that listens, and works once it is run.
pub struct Server {
    listener: TcpListener,
    app: App,
}

static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();

/// The figures of this process.
pub(crate) fn recorder() -> Option<&'static PrometheusHandle> {
    RECORDER.get()
}

fn install_recorder() {
    if RECORDER.get().is_some() {
        return;
    }
    let seconds = [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5];
    let built = PrometheusBuilder::new().set_buckets(&seconds).and_then(PrometheusBuilder::install_recorder);
    if let Ok(handle) = built {
        let _ = RECORDER.set(handle);
    }
}

impl Server {
    /// Takes the address; nothing is answered before [`Server::run`].
    pub async fn bind(app: App, options: &ServerOptions) -> Result<Self> {
        install_recorder();
        let listener = TcpListener::bind(options.listen).await.map_err(|e| {
            Error::invalid("listen", format!("{} cannot be listened on: {e}.", options.listen))
                .fix("Choose another address with --listen.")
        })?;
        Ok(Self { listener, app })
    }

    /// The address it listens on.
    pub fn address(&self) -> Result<SocketAddr> {
        self.listener.local_addr().map_err(Error::internal)
    }

    /// Answers until `stop` is done, then finishes what is under way, for a limited time.
    pub async fn run(self, stop: impl Future<Output = ()> + Send + 'static) -> Result<()> {
        let app = self.app;
        let router = router(app.clone())?;
        let jobs = tokio::spawn(jobs::run(app.clone()));
        let stopping = app.clone();
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        let answering = axum::serve(self.listener, service).with_graceful_shutdown(async move {
            stop.await;
            stopping.stop();
        });
        let late = async {
            app.stopped().await;
            tokio::time::sleep(FINISH_WITHIN).await;
        };
        let aborted = jobs.abort_handle();
        let finished = async {
            answering.await.map_err(Error::internal)?;
            jobs.await.map_err(Error::internal)
        };
        tokio::select! {
            outcome = finished => outcome,
            () = late => {
                tracing::warn!("the server stops although not everything is finished");
                aborted.abort();
                Ok(())
            }
        }
    }
}

fn router(app: App) -> Result<Router> {
    let (api, document) = routes::api().split_for_parts();
    let document = complete(&document)?;
    // Streams must not wait in a compressor, and answers this small gain nothing.
    let worth_it = SizeAbove::new(1024).and(NotForContentType::SSE).and(NotForContentType::IMAGES);
    let router = api
        .fallback(pages::page)
        .layer(from_fn_with_state(WithQuery::of(&document), refuse_unread))
        .layer(from_fn(approval::read))
        .layer(from_fn(problem::name_path_id))
        .layer(from_fn(measure))
        .with_state(app)
        .merge(SwaggerUi::new("/docs").external_url_unchecked("/openapi.json", document))
        .method_not_allowed_fallback(problem::no_such_method)
        .layer(CompressionLayer::new().compress_when(worth_it))
        .layer(from_fn(problem::finish))
        .layer(from_fn(guard));
    Ok(router)
}

/// Counts and times each route.
async fn measure(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("other", MatchedPath::as_str).to_owned();
    let method = request.method().as_str().to_owned();
    let started = Instant::now();
    let response = next.run(request).await;
    let status = response.status().as_u16().to_string();
    metrics::counter!("onetill_http_requests_total", "method" => method.clone(), "route" => route.clone(), "status" => status)
        .increment(1);
    metrics::histogram!("onetill_http_request_seconds", "method" => method, "route" => route)
        .record(started.elapsed().as_secs_f64());
    response
}

/// What a browser may do with our pages: nothing from elsewhere, nothing inline, nobody's frame.
async fn guard(request: Request, next: Next) -> Response {
    const POLICY: &str = "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'self'; \
                          form-action 'self'; frame-ancestors 'none'";
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.entry(CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(POLICY));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    response
}
