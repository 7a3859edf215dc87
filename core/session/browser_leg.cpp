// SPDX-License-Identifier: MIT
#include "core/session/browser_leg.h"

#include "core/oidc/authorization_response.h"

#include <utility>

namespace lanyard::session {

BrowserLeg::BrowserLeg(Provider& provider, platform::Browser& browser, Listen bind)
    : m_provider(provider)
    , m_browser(browser)
    , m_bind(std::move(bind))
{
}

BrowserLeg::~BrowserLeg() = default;

Result<> BrowserLeg::listen()
{
    LY_TRY(m_listener, m_bind(m_provider.environment().redirectUris));
    return {};
}

void BrowserLeg::prepare(
    SignInParameters parameters, Completion prepared, CodeCompletion redirected, Refusal refused)
{
    parameters.redirectUri = m_listener->redirectUri();
    m_preparing = m_provider.prepare(std::move(parameters),
        [this,
            prepared = std::move(prepared),
            redirected = std::move(redirected),
            refused = std::move(refused)](Result<SignInRequest> request) {
            if (!request) {
                prepared(tl::unexpected<Error>(std::move(request).error()));
                return;
            }
            m_link = request->url;
            m_request = std::move(*request);
            await(redirected, refused);
            prepared({});
        });
}

void BrowserLeg::await(CodeCompletion redirected, Refusal refused)
{
    m_listener->await(
        [expected = m_request->redirect, refused = std::move(refused), left = mostRefusals](
            QByteArrayView query) mutable {
            auto code = oidc::readAuthorizationCode(query, expected);
            if (!code && left > 0) {
                --left;
                refused(code.error());
            }
            return code;
        },
        [this, redirected = std::move(redirected)](Result<Secret> code) {
            m_hasAnswered = true;
            redirected(std::move(code));
        });
}

void BrowserLeg::open(Completion opened)
{
    m_opening = m_browser.open(m_link, std::move(opened));
}

QUrl BrowserLeg::link() const
{
    return m_link;
}

SignInRequest BrowserLeg::takeRequest()
{
    SignInRequest request = std::move(*m_request);
    m_request.reset();
    return request;
}

} // namespace lanyard::session
