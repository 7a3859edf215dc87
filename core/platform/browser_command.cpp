// SPDX-License-Identifier: MIT
#include "core/platform/browser_command.h"

#include "core/platform/loopback_host.h"

namespace lanyard::platform {

using namespace Qt::StringLiterals;

Result<QByteArray> browserAddress(const QUrl& url)
{
    const bool isLocal = url.scheme() == u"http" && isLoopbackHost(url.host());
    if (!url.isValid() || url.host().isEmpty() || !url.userInfo().isEmpty()
        || (url.scheme() != u"https" && !isLocal))
        return fail(Fault::Misconfigured, "browser.url", u"not an address to show a person"_s);
    return url.toEncoded(QUrl::FullyEncoded);
}

QByteArrayList browserArguments(const QStringList& command, const QByteArray& address)
{
    const QByteArray place = "{url}";
    QByteArrayList arguments;
    bool isPlaced = false;
    for (const QString& part : command) {
        QByteArray argument = part.toLocal8Bit();
        if (!arguments.isEmpty() && argument.contains(place)) {
            argument.replace(place, address);
            isPlaced = true;
        }
        arguments.append(argument);
    }
    if (!isPlaced)
        arguments.append(address);
    return arguments;
}

} // namespace lanyard::platform
