// SPDX-License-Identifier: MIT
#include "core/net/loopback_page.h"

#include <QCryptographicHash>
#include <QFile>

// Outside any namespace, as Q_INIT_RESOURCE demands: a static library's resources are left out
// of the program unless somebody names them.
static void registerPages()
{
    Q_INIT_RESOURCE(pages);
}

namespace lanyard::net {

using namespace Qt::StringLiterals;

namespace {

QString fileOf(Page page)
{
    switch (page) {
    case Page::SignedIn:
        return u":/lanyard/pages/signed_in.html"_s;
    case Page::NotSignedIn:
        return u":/lanyard/pages/not_signed_in.html"_s;
    case Page::WrongRequest:
        return u":/lanyard/pages/wrong_request.html"_s;
    }
    return {};
}

/// What stands between the tags of the only style element.
QByteArray styleOf(const QByteArray& html)
{
    const QByteArray open = "<style type=\"text/css\">";
    const qsizetype start = html.indexOf(open);
    const qsizetype end = html.indexOf("</style>", start);
    if (start < 0 || end < 0)
        return {};
    return html.mid(start + open.size(), end - start - open.size());
}

} // namespace

QByteArray pageHtml(Page page)
{
    registerPages();
    QFile file(fileOf(page));
    const bool isThere = file.open(QIODevice::ReadOnly);
    Q_ASSERT_X(isThere, "pageHtml", "a page was not compiled in");
    return isThere ? file.readAll() : QByteArray();
}

QByteArray contentSecurityPolicy(const QByteArray& html)
{
    const QByteArray hash =
        QCryptographicHash::hash(styleOf(html), QCryptographicHash::Sha256).toBase64();
    return "default-src 'none'; style-src 'sha256-" + hash
        + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
}

} // namespace lanyard::net
