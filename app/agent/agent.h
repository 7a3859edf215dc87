// SPDX-License-Identifier: MIT
#pragma once

/// The tray agent: the one place where concrete types meet. Builds every part, connects every
/// signal, and takes them apart in reverse order. Main thread only.

#include "app/config/config_files.h"
#include "core/base/health.h"
#include "core/base/result.h"
#include "core/base/system_clock.h"
#include "core/broker/broker.h"
#include "core/net/qt_http_client.h"
#include "core/platform/file_lock.h"
#include "core/platform/pipe_listener.h"
#include "core/platform/secret_store.h"
#include "core/platform/session_activity.h"
#include "core/platform/system_browser.h"
#include "core/session/engine.h"
#include "ui/presenter.h"
#include "ui/status_window.h"
#include "ui/tray.h"

#include <QObject>
#include <QString>

#include <memory>
#include <set>

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
    /// Errors  System "lock.held" (another agent has this login session), and whatever keeps it
    ///         from serving: "runtime.*", "pipe.*", "audit.*", "config.*".
    [[nodiscard]] static Result<std::unique_ptr<Agent>> create(const Options& options);

    ~Agent() override;
    Q_DISABLE_COPY_MOVE(Agent)

Q_SIGNALS:
    void quitRequested();

private:
    explicit Agent(platform::FileLock lock);

    [[nodiscard]] Result<> build(const Options& options);
    [[nodiscard]] Result<> openNetwork();
    void openStore(const platform::Logon& logon);
    [[nodiscard]] Result<> openBroker();
    void openUi(bool show);
    void applyConfiguration();
    void showProblems(const QList<HealthCondition>& problems);
    void auditHealth();
    void record(audit::Kind kind, QJsonObject facts = {});

    platform::FileLock m_lock; ///< One agent a login session.
    SystemClock m_clock;
    Health m_health;
    std::unique_ptr<config::ConfigFiles> m_config;
    std::set<QByteArray> m_configProblems; ///< Codes that the configuration raised.
    std::set<QByteArray> m_audited; ///< Conditions the trail knows of.
    std::unique_ptr<audit::Trail> m_trail;
    std::unique_ptr<net::QtHttpClient> m_http;
    std::unique_ptr<platform::Browser> m_browser;
    std::unique_ptr<platform::SecretStore> m_secrets;
    std::unique_ptr<platform::Activity> m_activity;
    std::unique_ptr<session::Engine> m_engine;
    std::unique_ptr<platform::PipeListener> m_listener;
    std::unique_ptr<broker::Broker> m_broker;
    std::unique_ptr<ui::Presenter> m_presenter;
    std::unique_ptr<ui::StatusWindow> m_window;
    std::unique_ptr<ui::Tray> m_tray;
};

} // namespace lanyard::agent
