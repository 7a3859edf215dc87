// SPDX-License-Identifier: MIT
#include "app/agent/agent.h"

#include "app/agent/policy_parts.h"
#include "app/config/audit_places.h"
#include "app/config/trusted_reader.h"
#include "core/base/random.h"
#include "core/identity/role_rules.h"
#include "core/net/loopback_listener.h"
#include "core/platform/desktop_lock.h"
#include "core/platform/memory_secret_store.h"
#include "core/platform/pipe_listener.h"
#include "core/platform/runtime_directory.h"
#include "core/platform/system_secret_store.h"
#include "core/wire/endpoint.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QSysInfo>

#include <utility>

namespace lanyard::agent {

using namespace Qt::StringLiterals;

namespace {

/// Two agents with one stored entry: the second waits for the first one's renewal.
constexpr Milliseconds lockPatience = std::chrono::seconds{20};

/// How long a logoff may wait for a revocation; systems kill what takes more than about five.
constexpr Milliseconds endingPatience = std::chrono::seconds{3};
constexpr Milliseconds removalPatience = std::chrono::seconds{10};
constexpr Milliseconds endingStep{50};

/// For a network that cannot be had at all: every request says why.
class NoHttpClient final : public net::HttpClient
{
public:
    NoHttpClient(Clock& clock, Error why)
        : m_clock(clock)
        , m_why(std::move(why))
    {
    }

    Pending send(net::HttpRequest /*request*/, Milliseconds /*patience*/, Completion done) override
    {
        return m_clock.after(Milliseconds{0},
            [done = std::move(done), why = m_why] { done(tl::unexpected<Error>(why)); });
    }

private:
    Clock& m_clock;
    Error m_why;
};

} // namespace

Result<std::unique_ptr<Agent>> Agent::create(const Options& options)
{
    std::unique_ptr<Agent> agent(new Agent);
    LY_CHECK(agent->build(options));
    return agent;
}

void Agent::leave()
{
    closeBroker();
    leaveWhenDone(endingPatience);
}

void Agent::signOutAndLeave()
{
    closeBroker();
    m_engine->signOut({}, [this](const Result<>& /*erased*/) { leaveWhenDone(removalPatience); });
}

void Agent::closeBroker()
{
    if (!m_broker)
        return;
    m_broker->close();
    wire::withdrawAgentEndpoint(m_endpoint);
}

void Agent::leaveWhenDone(Milliseconds patience)
{
    if (m_engine->isEnding() && patience > Milliseconds{0}) {
        m_leaving =
            m_clock.after(endingStep, [this, patience] { leaveWhenDone(patience - endingStep); });
        return;
    }
    Q_EMIT left();
}

Agent::~Agent()
{
    if (m_engine)
        m_engine->rememberActivity();
    closeBroker();
    if (m_trail)
        record(audit::Kind::AgentStopped);
}

Result<> Agent::build(const Options& options)
{
    m_logon = platform::currentLogon();
    LY_CHECK(platform::runtimeDirectory());
    LY_TRY(const QString lockFile, platform::lockFileOf(m_logon));
    LY_TRY(auto lock, platform::FileLock::tryAcquire(lockFile));
    m_lock.emplace(std::move(lock));

    LY_TRY(auto place,
        config::configPlace(options.configDirectory,
            config::machineConfigDirectory(),
            config::machinePolicySources()));
    m_readTrusted = config::trustedReaderFor(place.directory);
    m_config = std::make_unique<config::ConfigFiles>(
        place.directory, m_clock, m_readTrusted, std::move(place.sources));
    connect(m_config.get(), &config::ConfigFiles::changed, this, &Agent::applyConfiguration);

    LY_CHECK(openTrail());
    openNetwork();
    openStore();
    LY_CHECK(openSession());
    LY_CHECK(openBroker());
    openUi(options.show);
    applyConfiguration();
    m_engine->start();
    openDesktop();
    return {};
}

Result<> Agent::openTrail()
{
    const auto places = config::auditPlaces(m_config->current().policy.policy, m_logon.userId);
    m_mirror = std::make_unique<audit::EventMirror>(audit::makeEventLog(), m_health);
    m_witness = std::make_unique<audit::MirroredWitness>(
        std::make_unique<audit::FileHeadWitness>(places.heads), *m_mirror, m_logon.userId);
    LY_TRY(auto journal,
        audit::Journal::open({places.directory,
                                 m_logon.userId,
                                 QSysInfo::machineHostName(),
                                 QCoreApplication::applicationVersion()},
            {m_disk, *m_witness, m_clock, m_health}));
    m_trail = std::make_unique<audit::MirroredTrail>(std::move(journal), *m_mirror, m_clock);
    record(audit::Kind::AgentStarted);
    connect(&m_health, &Health::changed, this, &Agent::auditHealth);
    return {};
}

void Agent::openNetwork()
{
    const auto& policy = m_config->current().policy.policy;
    auto http = openHttp(policy.environment.caFile);
    if (http) {
        m_http = std::move(*http);
    } else {
        m_health.raise({"network.unusable",
            Severity::Problem,
            http.error().detail,
            u"Nobody can sign in until CaFile in policy is right and Lanyard is started again."_s,
            {}});
        m_http = std::make_unique<NoHttpClient>(m_clock, std::move(http).error());
    }
    m_browser = std::make_unique<platform::SystemBrowser>(
        platform::BrowserChoice{policy.browserCommand}, m_clock);
}

/// Who can write CaFile can pose as the provider, so it is held to what policy.json is held to.
Result<std::unique_ptr<net::QtHttpClient>> Agent::openHttp(const QString& caFile)
{
    if (!caFile.isEmpty()) {
        const auto trusted = m_readTrusted(caFile);
        if (!trusted)
            return fail(Fault::Misconfigured,
                "http.ca_file",
                u"CaFile: %1 (%2)"_s.arg(
                    trusted.error().detail, QString::fromLatin1(trusted.error().code)));
    }
    return net::QtHttpClient::create({caFile}, m_clock);
}

void Agent::openStore()
{
    if (m_config->current().policy.policy.store == policy::StoreMode::Keyring)
        m_secrets = platform::makeSystemSecretStore(m_clock);
    else
        m_secrets = std::make_unique<platform::MemorySecretStore>(m_clock);
}

Result<> Agent::openSession()
{
    LY_TRY(const QString directory, platform::runtimeDirectory());
    // The index is shared by all logons of this user, and so is its lock.
    const QString indexLock = QFileInfo(directory).path() + u"/lanyard-index.lock"_s;
    const QString renewalLock = directory + u"/renewal.lock"_s;
    m_engine = std::make_unique<session::Engine>(
        session::Edges{m_clock,
            *m_http,
            *m_browser,
            *m_trail,
            m_activity,
            {*m_secrets, m_clock, m_health, &platform::isOver, indexLock},
            &net::LoopbackListener::bind,
            [this, renewalLock](std::function<void(Result<session::Renewal::Hold>)> done) {
                return platform::FileLock::acquire(renewalLock,
                    m_clock,
                    lockPatience,
                    [done = std::move(done)](Result<platform::FileLock> lock) {
                        if (lock)
                            done(std::make_shared<platform::FileLock>(std::move(*lock)));
                        else
                            done(tl::unexpected<Error>(std::move(lock).error()));
                    });
            },
            m_logon,
            &platform::lockDesktop,
            &randomShare},
        m_config->current().policy.policy,
        identity::RoleRules{});
    return {};
}

Result<> Agent::openBroker()
{
    const auto endpoint = wire::newAgentEndpoint();
    if (!endpoint)
        return fail(Fault::System, "pipe.listen", u"there is no runtime directory"_s);
    m_listener = platform::makePipeListener();
    m_listener->setRevocation(revocationOf(m_config->current().policy.policy));
    m_broker = std::make_unique<broker::Broker>(broker::Broker::Edges{*m_listener,
                                                    *m_engine,
                                                    *m_trail,
                                                    m_clock,
                                                    QCoreApplication::applicationVersion().toUtf8(),
                                                    &m_health},
        limitsOf(m_config->current().policy.policy));
    LY_CHECK(m_broker->listen(QString::fromStdString(*endpoint)));
    if (!wire::publishAgentEndpoint(*endpoint))
        return fail(Fault::System, "pipe.listen", u"the pipe's name cannot be published"_s);
    m_endpoint = *endpoint;
    return {};
}

void Agent::openUi(bool show)
{
    m_ui = std::make_unique<ui::Shell>(ui::Presenter::Sources{*m_engine, m_health, m_clock},
        shownAs(m_config->current().policy.policy.environment));
    connect(m_ui.get(), &ui::Shell::quitRequested, this, &Agent::leave);
    connect(m_broker.get(), &broker::Broker::showRequested, m_ui.get(), &ui::Shell::present);
    m_ui->start();
    if (show)
        m_ui->present();
}

void Agent::openDesktop()
{
    m_desktop = platform::makeDesktopEvents();
    m_desktop->holdLogoffWhile([this] { return m_engine->isEnding(); });
    connect(m_desktop.get(),
        &platform::DesktopEvents::happened,
        m_engine.get(),
        &session::Engine::desktopEvent);
}

} // namespace lanyard::agent
