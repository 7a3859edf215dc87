// SPDX-License-Identifier: MIT
#pragma once

/// The browser's part of one sign-in: from the listener to the authorization code.
///
/// Main thread only.

#include "core/base/pending.h"
#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/net/loopback_listener.h"
#include "core/platform/browser.h"
#include "core/session/provider.h"

#include <QUrl>

#include <functional>
#include <memory>
#include <optional>

namespace lanyard::session {

class BrowserLeg
{
public:
    using Listen =
        std::function<Result<std::unique_ptr<net::LoopbackListener>>(const QByteArrayList&)>;
    using Completion = std::function<void(Result<>)>;
    using CodeCompletion = std::function<void(Result<Secret>)>;
    using Refusal = std::function<void(const Error&)>;

    BrowserLeg(Provider& provider, platform::Browser& browser, Listen bind);
    Q_DISABLE_COPY_MOVE(BrowserLeg)
    ~BrowserLeg();

    /// Binds the listener. First of all: the browser must never be quicker than we are (P3).
    [[nodiscard]] Result<> listen();

    /// Makes the authorization request with the URI that was bound. From then on a redirect counts:
    /// `redirected` is told the code, or why there is none, and `refused` of each of the first
    /// mostRefusals redirects that did not count: any page or user of this computer can send more.
    void prepare(SignInParameters parameters,
        Completion prepared,
        CodeCompletion redirected,
        Refusal refused);

    static constexpr int mostRefusals = 10;

    /// Opens the browser at link().
    void open(Completion opened);

    [[nodiscard]] QUrl link() const;

    /// A redirect counted: the browser is about to fetch the page that says what came of it.
    [[nodiscard]] bool hasAnswered() const { return m_hasAnswered; }

    /// What the code is to be exchanged with. Once.
    [[nodiscard]] SignInRequest takeRequest();

private:
    void await(CodeCompletion redirected, Refusal refused);

    Provider& m_provider;
    platform::Browser& m_browser;
    Listen m_bind;
    std::optional<SignInRequest> m_request;
    QUrl m_link;
    bool m_hasAnswered = false;
    std::unique_ptr<net::LoopbackListener> m_listener; ///< Lives on to serve its last page.
    Pending m_opening;
    Pending m_preparing; ///< Last: dies first.
};

} // namespace lanyard::session
