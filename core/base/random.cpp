// SPDX-License-Identifier: MIT
#include "core/base/random.h"

#include "core/base/base64url.h"

#include <QRandomGenerator>

namespace lanyard {

QByteArray randomBytes(qsizetype count)
{
    QByteArray bytes(count, Qt::Uninitialized);
    auto* const generator = QRandomGenerator::system(); // getrandom(2), BCryptGenRandom.
    for (char& byte : bytes)
        byte = static_cast<char>(generator->generate() & 0xFFU);
    return bytes;
}

QByteArray randomToken()
{
    return toBase64Url(randomBytes(32));
}

double randomShare()
{
    return QRandomGenerator::system()->generateDouble();
}

} // namespace lanyard
