//! `ferrofax check` names what is broken in the settings for mails by Microsoft Graph and the login
//! there, each with what helps.

use super::super::bench::Bench;
use super::super::graph_server::{Fault, GraphServer, MAILBOX};

/// A broken setup: what is wrong at the provider or in the settings, and a word of the finding.
struct Broken {
    name: &'static str,
    no_token: Option<(&'static str, &'static str)>,
    fault: Option<Fault>,
    /// Replaces a text of the settings.
    settings: Option<(&'static str, String)>,
    told: &'static str,
}

fn of_token(
    name: &'static str,
    error: &'static str,
    description: &'static str,
    told: &'static str,
) -> Broken {
    Broken { name, no_token: Some((error, description)), fault: None, settings: None, told }
}

fn of_graph(name: &'static str, status: u16, code: &'static str, told: &'static str) -> Broken {
    let fault = Some(Fault::Refusal(status, code));
    Broken { name, no_token: None, fault, settings: None, told }
}

fn of_settings(name: &'static str, old: &'static str, new: String, told: &'static str) -> Broken {
    Broken { name, no_token: None, fault: None, settings: Some((old, new)), told }
}

/// The broken setups, but for those of a mailbox that is read (tests/asterisk/mailbox.rs).
fn broken() -> Vec<Broken> {
    let soon = jiff::Zoned::now().date().saturating_add(jiff::Span::new().days(10));
    vec![
        of_token("clock", "invalid_client", "AADSTS700024: not within its valid time", "NTP"),
        of_token("consent", "invalid_grant", "AADSTS65001: no consent", "consent is missing"),
        of_token("scope", "invalid_scope", "AADSTS70011: no such scope", "scopes is wrong"),
        of_token("secret", "invalid_client", "AADSTS7000215: wrong secret", "not its ID"),
        of_token("expired", "invalid_client", "AADSTS7000222: expired", "has expired"),
        of_token("application", "unauthorized_client", "AADSTS700016: unknown", "client_id"),
        of_settings("soon", "expires = \"\"", format!("expires = \"{soon}\""), "expires on"),
        of_settings("TLS", "issuer = \"http:", "issuer = \"https:".to_owned(), "no TLS"),
        of_graph("mailbox", 404, "ErrorInvalidUser", "ErrorInvalidUser"),
        of_graph("permission", 403, "ErrorAccessDenied", "ErrorAccessDenied"),
        of_graph("licence", 404, "MailboxNotEnabledForRESTAPI", "MailboxNotEnabledForRESTAPI"),
        Broken {
            name: "proxy",
            no_token: None,
            fault: Some(Fault::Html),
            settings: None,
            told: "a proxy or a login page may be in between",
        },
    ]
}

fn settings(graph: &GraphServer, secret: &str) -> String {
    let address = graph.address;
    format!(
        "[drop]\nenabled = false\n[mail_login]\nprovider = \"other\"\nissuer = \"http://{address}\"\n\
         scopes = [\"mail\"]\naccount = \"{MAILBOX}\"\nclient_id = \"us\"\nsecret_file = \"{secret}\"\n\
         expires = \"\"\ngraph = \"http://{address}/v1.0\"\n"
    )
}

#[test]
fn each_of_twelve_broken_setups_is_named() {
    let bench = Bench::new();
    let secret = bench.file("secret", "hushhush\n");
    let told = |graph: &GraphServer, text: String| {
        let config = bench.file("gateway.toml", text);
        let run = bench.run(&["--config", config.to_str().unwrap(), "check"]);
        let lines: Vec<&str> = run.out.lines().filter(|line| line.contains("mail_login")).collect();
        assert!(!lines.is_empty(), "{}: {}", graph.address, run.out);
        run.out.clone()
    };
    let sound = GraphServer::start();
    let whole = settings(&sound, secret.to_str().unwrap());
    let well = told(&sound, whole.clone());
    for broken in broken() {
        let graph = GraphServer::start();
        let mut text = settings(&graph, secret.to_str().unwrap());
        if let Some((old, new)) = &broken.settings {
            text = text.replace(old, new);
        }
        {
            let mut state = graph.state();
            state.no_token = broken.no_token;
            // Graph refuses; the provider, which is asked before, does not.
            let first = if matches!(broken.fault, Some(Fault::Html)) { None } else { Some(2) };
            state.fault = broken.fault.map(|fault| (first, fault));
        }
        let out = told(&graph, text);
        assert!(out.contains(broken.told), "{}: {out}", broken.name);
        assert!(!well.contains(broken.told), "{}: {well}", broken.name);
    }
}

/// The broken setups of a mailbox that is read by Graph: a part of the failing requests' paths, the
/// fault, and a word of the finding.
fn broken_mailboxes() -> Vec<(&'static str, Fault, &'static str)> {
    let denied = Fault::Refusal(403, "ErrorAccessDenied");
    let expired = Fault::Refusal(401, "InvalidAuthenticationToken");
    vec![
        ("mailFolders", expired, "the server refuses the login"),
        ("mailFolders", denied, "the application needs the permission Mail.ReadWrite"),
        ("inbox", Fault::Refusal(404, "ErrorInvalidUser"), "there is no such mailbox"),
        ("inbox", Fault::Refusal(404, "MailboxNotEnabledForRESTAPI"), "whether it has a licence"),
        ("inbox", Fault::Html, "a proxy may be in between"),
        ("inbox", Fault::LostBefore, "the connection to the server ended"),
        ("inbox", Fault::Refusal(429, "ApplicationThrottled"), "it is asked again in 2 s"),
    ]
}

#[test]
fn each_broken_mailbox_is_named() {
    let bench = Bench::new();
    let secret = bench.file("secret", "hushhush\n");
    let told = |graph: &GraphServer, rule: &str| {
        let text = format!(
            "{}[mailbox]\ngraph = \"http://{}/v1.0\"\nuser = \"{MAILBOX}\"\n{rule}\n",
            settings(graph, secret.to_str().unwrap()),
            graph.address
        );
        let config = bench.file("gateway.toml", text);
        let out = bench.run(&["--config", config.to_str().unwrap(), "check"]).out;
        let lines = out.lines().skip_while(|line| !line.contains("mailbox "));
        lines.collect::<Vec<_>>().join("\n")
    };
    let rule = "sender = \"2101@example.com\"";
    let well = told(&GraphServer::start(), rule);
    assert!(well.contains("can be read"), "{well}");
    for (part, fault, says) in broken_mailboxes() {
        let graph = GraphServer::start();
        graph.state().trouble = vec![(part, fault, usize::MAX)];
        let out = told(&graph, rule);
        assert!(out.contains(says), "{fault:?}: {out}");
        assert!(!well.contains(says), "{well}");
    }
    let graph = GraphServer::start();
    let out = told(&graph, "");
    assert!(out.contains("each mail in the mailbox is refused"), "{out}");
    graph.state().no_token = Some(("invalid_client", "AADSTS7000222: expired"));
    let out = told(&graph, rule);
    assert!(out.contains("the login needs an access token"), "{out}");
}
