// SPDX-License-Identifier: MIT

/// The least a Qt Widgets program can be: what the agent's start and memory are compared with.

#include <QApplication>
#include <QTimer>
#include <QWidget>

#include <cstdio>

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    QWidget window;
    window.show();
    QTimer::singleShot(0, &application, [] {
        std::puts("ready");
        std::fflush(stdout);
    });
    return QApplication::exec();
}
