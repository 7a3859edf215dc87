// SPDX-License-Identifier: MIT
#include "ui/shell.h"

#include <QGuiApplication>

namespace lanyard::ui {

namespace {

constexpr Milliseconds betweenLooks = std::chrono::seconds{5};

} // namespace

Shell::Shell(const Presenter::Sources& sources, const Environment& environment)
    : m_clock(sources.clock)
    , m_presenter(sources, environment)
    , m_window(m_presenter)
    , m_emergency(m_presenter)
    , m_tray(m_presenter)
{
    QGuiApplication::setQuitOnLastWindowClosed(false);
    connect(&m_presenter, &Presenter::quitRequested, this, &Shell::quitRequested);
}

void Shell::start()
{
    lookForTray();
    if (!QSystemTrayIcon::isSystemTrayAvailable())
        m_window.present();
}

void Shell::lookForTray()
{
    if (m_tray.show())
        m_window.setOnClose(OnClose::Hide);
    else
        m_look = m_clock.after(betweenLooks, [this] { lookForTray(); });
}

} // namespace lanyard::ui
