//! A mail server that keeps what it is given, over real TCP, and misbehaves when it is told to.

use std::collections::VecDeque;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

/// How a catcher's connections become secure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secure {
    /// From the first byte.
    AtOnce,
    /// When it is asked for (STARTTLS).
    WhenAsked,
}

/// An authority that vouches for mail servers, and that nobody else knows.
pub struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Default for Authority {
    fn default() -> Self {
        let mut parameters = CertificateParams::new(Vec::new()).expect("parameters");
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(parameters, KeyPair::generate().expect("a key")).expect("a certificate"))
    }
}

impl Authority {
    /// Its certificate as a PEM file.
    pub fn pem(&self) -> String {
        self.0.pem()
    }

    /// What makes connections secure, under a certificate for this name.
    fn vouch_for(&self, name: &str) -> TlsAcceptor {
        let key = KeyPair::generate().expect("a key");
        let parameters = CertificateParams::new(vec![name.to_owned()]).expect("a name");
        let certificate = parameters.signed_by(&key, &self.0).expect("a certificate");
        let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
        let config = ServerConfig::builder().with_no_client_auth();
        let config = config.with_single_cert(vec![certificate.der().clone()], key).expect("a configuration");
        TlsAcceptor::from(Arc::new(config))
    }
}

/// What it does with a message instead of taking it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailFault {
    /// Refuses the recipient for good.
    NoSuchRecipient,
    /// Refuses the recipient for now.
    TryLater,
    /// Refuses the message for good, once it has it.
    RefuseMessage,
    /// Hangs up before the message.
    HangUpBefore,
    /// Takes the message and hangs up without a word.
    HangUpBehind,
}

/// A message that was taken.
#[derive(Debug, Clone)]
pub struct Mail {
    /// Who sends it, by the envelope.
    pub from: String,
    /// Who gets it, by the envelope.
    pub to: Vec<String>,
    /// All of it, headers and body.
    pub text: String,
}

#[derive(Default)]
struct Box {
    taken: Vec<Mail>,
    faults: VecDeque<MailFault>,
    password: Option<String>,
    connections: u32,
}

/// The catcher. It listens as long as the runtime lives.
#[derive(Clone)]
pub struct MailCatcher {
    /// Where it listens.
    pub address: SocketAddr,
    kept: Arc<Mutex<Box>>,
    secure: Option<(Secure, TlsAcceptor)>,
}

impl MailCatcher {
    /// One that takes everything.
    pub async fn start() -> Self {
        Self::start_with(None).await
    }

    /// One whose connections are secure, under a certificate for this name.
    pub async fn start_secure(secure: Secure, authority: &Authority, name: &str) -> Self {
        Self::start_with(Some((secure, authority.vouch_for(name)))).await
    }

    async fn start_with(secure: Option<(Secure, TlsAcceptor)>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let kept: Arc<Mutex<Box>> = Arc::default();
        let catcher = Self { address, kept, secure };
        let serving = catcher.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let serving = serving.clone();
                // Whoever hangs up is gone.
                tokio::spawn(async move { serving.serve(stream).await.unwrap_or_default() });
            }
        });
        catcher
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Box> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next message meets this.
    pub fn next(&self, fault: MailFault) {
        self.kept().faults.push_back(fault);
    }

    /// From now on it asks for this password, base64 as AUTH PLAIN sends it.
    pub fn ask_for(&self, plain: &str) {
        self.kept().password = Some(plain.to_owned());
    }

    /// What it has taken.
    pub fn taken(&self) -> Vec<Mail> {
        self.kept().taken.clone()
    }

    /// How often somebody has connected.
    pub fn connections(&self) -> u32 {
        self.kept().connections
    }

    async fn serve(&self, stream: TcpStream) -> std::io::Result<()> {
        self.kept().connections += 1;
        match &self.secure {
            None => self.talk(stream, "220 catcher\r\n", false).await.map(drop),
            Some((Secure::AtOnce, tls)) => {
                self.talk(tls.accept(stream).await?, "220 catcher\r\n", false).await.map(drop)
            }
            Some((Secure::WhenAsked, tls)) => {
                let Some(stream) = self.talk(stream, "220 catcher\r\n", true).await? else { return Ok(()) };
                self.talk(tls.accept(stream).await?, "", false).await.map(drop)
            }
        }
    }

    /// One conversation; the connection again, where it shall become secure.
    async fn talk<S>(&self, stream: S, greeting: &str, offers_tls: bool) -> std::io::Result<Option<S>>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let mut lines = BufReader::new(stream).lines();
        let (mut mail, mut fault) = (Mail { from: String::new(), to: Vec::new(), text: String::new() }, None);
        lines.get_mut().write_all(greeting.as_bytes()).await?;
        lines.get_mut().flush().await?;
        while let Some(line) = lines.next_line().await? {
            let verb = line.get(..4).unwrap_or_default().to_uppercase();
            let answer: &str = match verb.as_str() {
                "STAR" if offers_tls => {
                    lines.get_mut().write_all(b"220 go on\r\n").await?;
                    return Ok(Some(lines.into_inner().into_inner()));
                }
                "EHLO" if offers_tls => "250-catcher\r\n250 STARTTLS",
                // Whoever should be secure and is not gets no further.
                _ if offers_tls => "530 STARTTLS first",
                "EHLO" if self.kept().password.is_some() => "250-catcher\r\n250 AUTH PLAIN",
                "EHLO" => "250-catcher\r\n250 8BITMIME",
                "AUTH" => {
                    let right = self.kept().password.as_deref().is_some_and(|plain| line.ends_with(plain));
                    if right { "235 welcome" } else { "535 who?" }
                }
                "MAIL" => {
                    fault = self.kept().faults.pop_front();
                    mail.from = address(&line);
                    "250 go on"
                }
                "RCPT" => {
                    mail.to.push(address(&line));
                    match fault {
                        Some(MailFault::NoSuchRecipient) => "550 nobody",
                        Some(MailFault::TryLater) => "451 later",
                        _ => "250 go on",
                    }
                }
                "DATA" if fault == Some(MailFault::HangUpBefore) => return Ok(None),
                "DATA" => {
                    lines.get_mut().write_all(b"354 go on\r\n").await?;
                    lines.get_mut().flush().await?;
                    while let Some(line) = lines.next_line().await? {
                        if line == "." {
                            break;
                        }
                        mail.text.push_str(line.strip_prefix('.').unwrap_or(&line));
                        mail.text.push('\n');
                    }
                    match fault {
                        Some(MailFault::RefuseMessage) => "554 not this",
                        Some(MailFault::HangUpBehind) => {
                            self.kept().taken.push(mail);
                            return Ok(None);
                        }
                        _ => {
                            self.kept().taken.push(mail.clone());
                            "250 taken"
                        }
                    }
                }
                "QUIT" => "221 bye",
                _ => "250 very well",
            };
            lines.get_mut().write_all(format!("{answer}\r\n").as_bytes()).await?;
            lines.get_mut().flush().await?;
        }
        Ok(None)
    }
}

/// What stands between `<` and `>`.
fn address(line: &str) -> String {
    line.split_once('<')
        .and_then(|(_, rest)| rest.split_once('>'))
        .map(|(inside, _)| inside.to_owned())
        .unwrap_or_default()
}
