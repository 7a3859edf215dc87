// SPDX-License-Identifier: MIT
#include "core/platform/keychain_secret_store.h"

#include "core/base/log.h"

#include <qt6keychain/keychain.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

namespace lanyard::platform {

using namespace Qt::StringLiterals;

namespace {

constexpr Milliseconds deadline{10'000};

/// One operation, kept by its job and by its deadline, whichever lasts longer.
template <class Value>
struct Request {
    std::function<void(Result<Value>)> done;
    Pending timeout;

    void finish(Result<Value> outcome)
    {
        timeout = {};
        if (const auto call = std::exchange(done, nullptr))
            call(std::move(outcome));
    }
};

/// The one place where the bytes that QtKeychain shares with us are ours to overwrite.
void wipe(const QByteArray& bytes)
{
    volatile char* byte = const_cast<char*>(bytes.constData()); // NOLINT: shared, on purpose.
    for (qsizetype left = bytes.size(); left > 0; --left)
        *byte++ = 0;
}

/// libsecret reports an absent, a locked and a broken service alike, in words only.
bool soundsUnavailable(const QString& text)
{
    constexpr std::array signs{"org.freedesktop.secrets"_L1,
        "D-Bus"_L1,
        "DBus"_L1,
        "dbus"_L1,
        "not provided by any .service"_L1,
        "Could not connect"_L1,
        "locked"_L1};
    return std::any_of(
        signs.begin(), signs.end(), [&text](auto words) { return text.contains(words); });
}

Error failureOf(const QKeychain::Job& job)
{
    const QString detail = scrubbed(job.errorString());
    switch (job.error()) {
    case QKeychain::AccessDeniedByUser:
    case QKeychain::AccessDenied:
        return fail(Fault::System, "store.forbidden", detail, job.error()).value();
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented:
        return fail(Fault::System, "store.unavailable", detail, job.error()).value();
    case QKeychain::OtherError:
        if (soundsUnavailable(detail))
            return fail(Fault::System, "store.unavailable", detail, job.error()).value();
        break;
    case QKeychain::NoError:
    case QKeychain::EntryNotFound:
    case QKeychain::CouldNotDeleteEntry:
        break;
    }
    return fail(Fault::System, "store.failed", detail, job.error()).value();
}

/// Starts `job`, which deletes itself when it is done; deleting it before would leave libsecret
/// with a dangling pointer. `outcome` makes its answer into ours.
template <class Value, class Outcome>
Pending start(
    QKeychain::Job* job, Clock& clock, std::function<void(Result<Value>)> done, Outcome outcome)
{
    const auto request = std::make_shared<Request<Value>>(Request<Value>{std::move(done), {}});
    QObject::connect(
        job, &QKeychain::Job::finished, job, [request, outcome](QKeychain::Job* finished) {
            request->finish(outcome(*finished));
        });
    request->timeout = clock.after(deadline, [request] {
        request->finish(
            fail(Fault::TimedOut, "store.timed_out", u"the credential store does not answer"_s));
    });
    job->start();
    return Pending([request] {
        request->done = nullptr;
        request->timeout = {};
    });
}

} // namespace

KeychainSecretStore::KeychainSecretStore(Clock& clock)
    : m_clock(clock)
{
}

Pending KeychainSecretStore::read(const QString& name, ReadCompletion done)
{
    auto* const job = new QKeychain::ReadPasswordJob(u"Lanyard"_s);
    job->setKey(name);
    return start<std::optional<Secret>>(job,
        m_clock,
        std::move(done),
        [](const QKeychain::Job& finished) -> Result<std::optional<Secret>> {
            if (finished.error() == QKeychain::EntryNotFound)
                return std::nullopt;
            if (finished.error() != QKeychain::NoError)
                return tl::unexpected<Error>(failureOf(finished));
            const auto bytes =
                static_cast<const QKeychain::ReadPasswordJob&>(finished).binaryData();
            std::optional<Secret> value{Secret(bytes)};
            wipe(bytes);
            return value;
        });
}

Pending KeychainSecretStore::write(const QString& name, Secret value, Completion done)
{
    if (value.view().size() > maxValue)
        return m_clock.after(Milliseconds{0}, [done = std::move(done)] {
            done(fail(Fault::Malformed, "store.too_large", u"larger than a store takes"_s));
        });
    auto* const job = new QKeychain::WritePasswordJob(u"Lanyard"_s);
    const QByteArray bytes = value.view().toByteArray();
    job->setKey(name);
    job->setBinaryData(bytes);
    return start<void>(
        job, m_clock, std::move(done), [bytes](const QKeychain::Job& finished) -> Result<> {
            wipe(bytes);
            if (finished.error() != QKeychain::NoError)
                return tl::unexpected<Error>(failureOf(finished));
            return {};
        });
}

Pending KeychainSecretStore::remove(const QString& name, Completion done)
{
    auto* const job = new QKeychain::DeletePasswordJob(u"Lanyard"_s);
    job->setKey(name);
    return start<void>(
        job, m_clock, std::move(done), [](const QKeychain::Job& finished) -> Result<> {
            if (finished.error() != QKeychain::NoError
                && finished.error() != QKeychain::EntryNotFound)
                return tl::unexpected<Error>(failureOf(finished));
            return {};
        });
}

} // namespace lanyard::platform
