// SPDX-License-Identifier: MIT
#pragma once

/// The tray agent: the one place where concrete types meet. Builds every part, connects every
/// signal, and takes them apart in reverse order. Main thread only.

#include "app/config/config_files.h"
#include "core/audit/disk.h"
#include "core/audit/event_mirror.h"
#include "core/audit/journal.h"
#include "core/audit/witness.h"
#include "core/base/health.h"
#include "core/base/result.h"
#include "core/base/system_clock.h"
#include "core/broker/broker.h"
#include "core/net/qt_http_client.h"
#include "core/platform/desktop_events.h"
#include "core/platform/file_lock.h"
#include "core/platform/pipe.h"
#include "core/platform/secret_store.h"
#include "core/platform/session_activity.h"
#include "core/platform/system_browser.h"
#include "core/session/engine.h"
#include "ui/shell.h"

#include <QObject>
#include <QString>

#include <memory>
#include <optional>
#include <set>
#include <string>

namespace lanyard::agent {

class Agent final : public QObject
{
    Q_OBJECT

public:
    struct Options {
        QString configDirectory; ///< As asked for on the command line; may be empty.
        bool show = false; ///< Open the window at start.
    };

    /// Builds the agent of this login session.
    ///
    /// Errors  System "lock.held" (another agent has this login session), and whatever else keeps
    ///         it from serving: "runtime.*", "pipe.*", "audit.*", "config.*".
    [[nodiscard]] static Result<std::unique_ptr<Agent>> create(const Options& options);

    ~Agent() override;
    Q_DISABLE_COPY_MOVE(Agent)

    /// Serves nobody from now on, gives a sign-out that is under way a moment to reach the provider
    /// (nobody else would revoke its token), and then says left().
    void leave();

    /// The same, once the person is signed out: nothing of the session stays on this computer.
    void signOutAndLeave();

Q_SIGNALS:
    void left();

private:
    Agent() = default;

    [[nodiscard]] Result<> build(const Options& options);
    [[nodiscard]] Result<> openTrail();
    void openNetwork();
    [[nodiscard]] Result<std::unique_ptr<net::QtHttpClient>> openHttp(const QString& caFile);
    void openStore();
    [[nodiscard]] Result<> openSession();
    [[nodiscard]] Result<> openBroker();
    void closeBroker();
    void openDesktop();
    void openUi(bool show);

    void leaveWhenDone(Milliseconds patience);
    void applyConfiguration();
    void raiseProblems();
    void auditHealth();
    void record(audit::Kind kind, const std::optional<HealthCondition>& condition = {});

    std::optional<platform::FileLock> m_lock; ///< One agent a login session.
    platform::Logon m_logon;
    SystemClock m_clock;
    Health m_health;
    config::TrustedReader m_readTrusted; ///< As the configuration is read.
    std::unique_ptr<config::ConfigFiles> m_config;
    std::set<QByteArray> m_configProblems; ///< What the configuration raised.
    QList<HealthCondition> m_audited; ///< Conditions that the trail knows of.
    audit::RealDisk m_disk;
    std::unique_ptr<audit::EventMirror> m_mirror;
    std::unique_ptr<audit::HeadWitness> m_witness;
    std::unique_ptr<audit::Trail> m_trail;
    std::unique_ptr<net::HttpClient> m_http;
    std::unique_ptr<platform::Browser> m_browser;
    std::unique_ptr<platform::SecretStore> m_secrets;
    platform::SessionActivity m_activity;
    std::unique_ptr<session::Engine> m_engine;
    std::unique_ptr<platform::DesktopEvents> m_desktop;
    std::unique_ptr<platform::PipeListener> m_listener;
    std::unique_ptr<broker::Broker> m_broker;
    std::string m_endpoint; ///< That m_broker was published at.
    std::unique_ptr<ui::Shell> m_ui;
    Pending m_leaving;
};

} // namespace lanyard::agent
