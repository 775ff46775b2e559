//! Hands e-mails to the shop's mail server (SMTP, RFC 5321), in tries with pauses between them.
//!
//! Up to the message itself every refusal and every broken connection leaves nothing behind: the message waits, or is given up. Once
//! the message has left, only the server's answer tells; without one nobody knows, and it is not sent again.

use std::time::Duration;
use std::{error, fmt, io, iter};

use lettre::message::Mailbox;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use lettre::transport::smtp::{Error as SmtpError, client::TlsVersion};
use onetill_connectors::mail::{self, Composed};
use onetill_db::Tx;
use onetill_domains::Ctx;
use onetill_domains::receipts::{self, Delivery, MailProblem, ReceiptMail};
use onetill_kernel::{Error, ReceiptMailId, Result};
use tokio::time::timeout;

use crate::printing::as_pdf;
use crate::state::App;

/// How long a connection may take to come about and be greeted, and each answer before the message.
const ANSWER: Duration = Duration::from_secs(20);
/// How long a server may take to say that it has the message.
const TAKEN: Duration = Duration::from_secs(90);
/// How often it is looked for messages whose pause is over.
const AGAIN: Duration = Duration::from_secs(1);
/// How often it is looked for messages that nobody told of: another server's.
const LOOK: Duration = Duration::from_secs(60);
/// So many are handed over before it is looked again.
const AT_ONCE: i64 = 20;

/// How the connection to the mail server is made secure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailTls {
    /// It begins plain and must become secure (STARTTLS, RFC 3207): port 587.
    StartTls,
    /// It is secure from the first byte (RFC 8314): port 465.
    Implicit,
    /// It is plain: for a mail server on the same machine.
    None,
}

/// A certificate authority that browsers do not know.
#[derive(Debug, Clone)]
pub struct MailAuthority(Certificate);

impl MailAuthority {
    /// Reads its certificate from a PEM file (RFC 7468); a refusal names the field `mail_ca`.
    pub fn from_pem(pem: &[u8]) -> Result<Self> {
        let unreadable = || {
            Error::invalid("mail_ca", "This file holds no certificate of an authority.")
                .fix("Name a PEM file, which begins with -----BEGIN CERTIFICATE-----.")
        };
        if !String::from_utf8_lossy(pem).contains("-----BEGIN CERTIFICATE-----") {
            return Err(unreadable());
        }
        let certificate = Certificate::from_pem(pem).map_err(|_| unreadable())?;
        // What is no certificate inside is found out now, not when a customer waits for a receipt.
        let tried = TlsParameters::builder("mail.invalid".to_owned()).add_root_certificate(certificate.clone());
        tried.build().map_err(|_| unreadable())?;
        Ok(Self(certificate))
    }
}

/// The mail server that takes the shop's messages.
#[derive(Clone)]
pub struct MailServer {
    /// Its name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is made secure.
    pub tls: MailTls,
    /// An authority of the shop's own, whose certificates are believed beside those of the known ones.
    pub authority: Option<MailAuthority>,
    /// Who signs in, and the password.
    pub user: Option<(String, String)>,
    /// From whom messages come.
    pub sender: Mailbox,
}

/// Without the password.
impl fmt::Debug for MailServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MailServer").field("host", &self.host).field("port", &self.port).finish_non_exhaustive()
    }
}

/// Hands over what is due until the server is to stop; then finishes the message under way.
pub(crate) async fn run(app: App) {
    let Some(server) = app.inner.options.mail.clone() else { return };
    loop {
        let waits = work(&app, &server).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "the e-mails could not be looked at");
            true
        });
        let pause = if waits { AGAIN } else { LOOK };
        tokio::select! {
            () = app.stopped() => return,
            _ = timeout(pause, app.inner.mails_due.notified()) => {}
        }
    }
}

/// Tries what is due; whether anything waits for later.
async fn work(app: &App, server: &MailServer) -> Result<bool> {
    let now = app.clock().now();
    let (lost, due) = app
        .read(move |tx| {
            let lost = receipts::lost_mails(tx, receipts::lost_before(now))?;
            Ok((lost, receipts::due_mails(tx, now, AT_ONCE)?))
        })
        .await?;
    for mail in lost {
        note(app, move |tx, ctx| receipts::mail_tried(tx, ctx, mail.id, Delivery::Unknown)).await?;
    }
    for mail in due {
        if let Err(error) = send(app, server, &mail).await {
            tracing::warn!(mail = %mail.id, %error, "an e-mail could not be taken further");
        }
    }
    app.read(receipts::mails_wait).await
}

async fn note<T: Send + 'static>(
    app: &App,
    run: impl Fn(&mut Tx<'_>, &Ctx) -> Result<T> + Send + 'static,
) -> Result<T> {
    let for_ctx = app.clone();
    app.write(None, Vec::new(), move |tx| run(tx, &for_ctx.job_ctx())).await
}

async fn send(app: &App, server: &MailServer, mail: &ReceiptMail) -> Result<()> {
    let id = mail.id;
    if !note(app, move |tx, ctx| receipts::mail_sending(tx, ctx, id)).await? {
        return Ok(());
    }
    // `sent_at` is on disk from here on.
    let delivery = match composed(app, server, mail).await {
        Ok(composed) => deliver(server, &composed).await,
        // What it shows cannot be shown any more.
        Err(error) if error.cause().is_none() => {
            tracing::warn!(mail = %id, %error, "an e-mail is given up");
            Delivery::Never(MailProblem::Refused)
        }
        Err(error) => {
            tracing::warn!(mail = %id, %error, "an e-mail could not be written");
            Delivery::NotYet(MailProblem::Busy)
        }
    };
    note(app, move |tx, ctx| receipts::mail_tried(tx, ctx, id, delivery)).await
}

async fn composed(app: &App, server: &MailServer, mail: &ReceiptMail) -> Result<Composed> {
    let to = mail::recipient(&mail.recipient)?;
    let of = mail.clone();
    let (letter, pdf) = app
        .read(move |tx| {
            let letter = receipts::letter_of(tx, &of)?;
            let pdf = as_pdf(tx, &letter.slip)?;
            Ok((letter, pdf))
        })
        .await?;
    mail::compose(&letter, pdf, &server.sender, to, mail.id, mail.created_at)
}

/// What an answer other than yes means, and whether a later try may help.
fn refused(error: &SmtpError, permanent: MailProblem) -> Delivery {
    if error.is_permanent() {
        Delivery::Never(permanent)
    } else if error.is_transient() {
        Delivery::NotYet(MailProblem::Busy)
    } else if error.is_tls() || is_broken_handshake(error) {
        Delivery::NotYet(MailProblem::Tls)
    } else {
        Delivery::NotYet(MailProblem::Unreachable)
    }
}

/// Whether a connection came about that could not be made secure: rustls tells it as data that is not what it must be.
fn is_broken_handshake(error: &SmtpError) -> bool {
    let causes = iter::successors(error::Error::source(error), |cause| cause.source());
    let mut causes = causes.filter_map(|cause| cause.downcast_ref::<io::Error>());
    causes.any(|cause| cause.kind() == io::ErrorKind::InvalidData)
}

async fn deliver(server: &MailServer, composed: &Composed) -> Delivery {
    let mut connection = match timeout(ANSWER, ready(server, composed)).await {
        Ok(Ok(connection)) => connection,
        Ok(Err(delivery)) => return delivery,
        Err(_) => return Delivery::NotYet(MailProblem::Unreachable),
    };
    // From here on the server may have it.
    let delivery = match timeout(TAKEN, connection.message(&composed.bytes)).await {
        Ok(Ok(answer)) if answer.is_positive() => Delivery::Taken,
        Ok(Ok(answer)) if answer.code().to_string().starts_with('5') => Delivery::Never(MailProblem::Refused),
        Ok(Ok(_)) => Delivery::NotYet(MailProblem::Busy),
        Ok(Err(error)) if error.is_permanent() => Delivery::Never(MailProblem::Refused),
        Ok(Err(error)) if error.is_transient() => Delivery::NotYet(MailProblem::Busy),
        Ok(Err(_)) | Err(_) => Delivery::Unknown,
    };
    // Whether the farewell arrives changes nothing.
    let _ = timeout(ANSWER, connection.abort()).await;
    delivery
}

/// A connection on which the server waits for the message.
async fn ready(server: &MailServer, composed: &Composed) -> Result<AsyncSmtpConnection, Delivery> {
    let tls = || {
        let parameters = TlsParameters::builder(server.host.clone()).set_min_tls_version(TlsVersion::Tlsv12);
        match server.authority.clone() {
            Some(MailAuthority(certificate)) => parameters.add_root_certificate(certificate).build(),
            None => parameters.build(),
        }
    };
    let no_tls = |_: SmtpError| Delivery::NotYet(MailProblem::Tls);
    let hello = ClientId::Domain("onetill.invalid".to_owned());
    let implicit = (server.tls == MailTls::Implicit).then(tls).transpose().map_err(no_tls)?;
    let address = (server.host.as_str(), server.port);
    let mut connection = AsyncSmtpConnection::connect_tokio1(address, Some(ANSWER), &hello, implicit, None)
        .await
        .map_err(|error| refused(&error, MailProblem::Refused))?;
    if server.tls == MailTls::StartTls {
        if !connection.can_starttls() {
            // Never in plain, where it must be secure.
            return Err(Delivery::NotYet(MailProblem::Tls));
        }
        connection.starttls(tls().map_err(no_tls)?, &hello).await.map_err(no_tls)?;
    }
    if let Some((user, password)) = &server.user {
        let credentials = Credentials::new(user.clone(), password.clone());
        connection.auth(DEFAULT_MECHANISMS, &credentials).await.map_err(|error| {
            // A password is mended in the settings: the message waits for that.
            if error.is_transient() {
                Delivery::NotYet(MailProblem::Busy)
            } else {
                Delivery::NotYet(MailProblem::SignIn)
            }
        })?;
    }
    let mut parameters = Vec::new();
    if composed.is_international {
        if !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
            return Err(Delivery::Never(MailProblem::Recipient));
        }
        parameters.push(MailParameter::SmtpUtfEight);
    }
    let from = Mail::new(composed.envelope.from().cloned(), parameters);
    connection.command(from).await.map_err(|error| refused(&error, MailProblem::Refused))?;
    for to in composed.envelope.to() {
        let to = Rcpt::new(to.clone(), Vec::new());
        connection.command(to).await.map_err(|error| refused(&error, MailProblem::Recipient))?;
    }
    connection.command(Data).await.map_err(|error| refused(&error, MailProblem::Refused))?;
    Ok(connection)
}

/// Refuses where nothing would ever leave.
pub(crate) fn must_be_set_up(app: &App) -> Result<()> {
    if app.inner.options.mail.is_some() {
        return Ok(());
    }
    Err(Error::conflict("mail_not_set_up", "This server sends no mail.")
        .fix("Name a mail server when OneTill is started: docs/CONFIGURATION.md, --mail-server."))
}

/// The e-mail as it is after it was queued, and the sending woken.
pub(crate) async fn queued_mail(app: &App, id: ReceiptMailId) -> Result<ReceiptMail> {
    app.inner.mails_due.notify_one();
    app.read(move |tx| receipts::receipt_mail(tx, id)).await
}
