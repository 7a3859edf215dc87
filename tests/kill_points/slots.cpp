// SPDX-License-Identifier: MIT

/// lanyard-slots ISSUER CLIENT_ID: which slot of this login session's stored record is in force:
/// prints "a", "b" or "none". It looks as the agent would, and changes nothing.

#include "core/base/system_clock.h"
#include "core/platform/logon.h"
#include "core/platform/system_secret_store.h"
#include "core/session/token_store_slots.h"

#include <QCoreApplication>

#include <cstdio>

using namespace lanyard;

int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    const auto words = QCoreApplication::arguments();
    if (words.size() != 3)
        return 2;
    SystemClock clock;
    const auto store = platform::makeSystemSecretStore(clock);
    const auto logon = platform::currentLogon();
    session::TokenSlots slots(*store, {words.at(1).toUtf8(), words.at(2).toUtf8(), logon}, logon);
    slots.read([](const Result<session::SlotsFound>& found) {
        if (found)
            std::puts(!found->inForce ? "none" : *found->inForce == 0 ? "a" : "b");
        QCoreApplication::exit(found ? 0 : 1);
    });
    return QCoreApplication::exec();
}
