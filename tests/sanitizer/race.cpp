// SPDX-License-Identifier: MIT

/// A race on purpose: one number, two threads, no order between them.
/// A build with ThreadSanitizer that says nothing of it would say nothing of our own either.

#include <QCoreApplication>
#include <QObject>
#include <QTimer>

#include <thread>

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    int shared = 0;
    std::thread other([&shared] {
        for (int i = 0; i < 100'000; ++i)
            ++shared;
    });
    QTimer::singleShot(0, &application, [&shared] {
        for (int i = 0; i < 100'000; ++i)
            ++shared;
        QCoreApplication::quit();
    });
    QCoreApplication::exec();
    other.join();
    return shared > 0 ? 0 : 1;
}
