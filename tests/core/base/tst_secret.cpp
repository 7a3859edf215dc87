// SPDX-License-Identifier: MIT
#include "core/base/secret.h"

#include <QTest>

#include <cstdlib>
#include <cstring>
#include <new>
#include <type_traits>

using namespace lanyard;

namespace {

constexpr QByteArrayView password = "hunter2-hunter2-hunter2-hunter2-hunter2";

/// Counts arrays of the password's size that are given back with and without its bytes in them.
/// They are looked at while they are still allocated.
struct Watch {
    bool isOn = false;
    int wiped = 0;
    int leaked = 0;
};

Watch watch; // NOLINT(cppcoreguidelines-avoid-non-const-global-variables): operators see no other.
const void* watched = nullptr; // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)

void lookAt(const void* bytes)
{
    if (!watch.isOn || bytes == nullptr || bytes != watched)
        return;
    if (std::memcmp(bytes, password.data(), static_cast<std::size_t>(password.size())) == 0)
        ++watch.leaked;
    else
        ++watch.wiped;
}

} // namespace

void* operator new[](std::size_t size)
{
    void* const bytes = std::malloc(size); // NOLINT(cppcoreguidelines-no-malloc)
    if (bytes == nullptr)
        std::abort();
    return bytes;
}

void operator delete[](void* bytes) noexcept
{
    lookAt(bytes);
    std::free(bytes); // NOLINT(cppcoreguidelines-no-malloc)
}

void operator delete[](void* bytes, std::size_t /*size*/) noexcept
{
    lookAt(bytes);
    std::free(bytes); // NOLINT(cppcoreguidelines-no-malloc)
}

class TstSecret : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init() { watch = {.isOn = true}; }

    void cleanup() { watch = {}; }

    void holdsItsOwnCopy();
    void wipesWhenItDies();
    void wipesWhatItReplaces();
    void movesWithoutACopy();
    void survivesAssigningToItself();
    void mayBeEmpty();
    void comparesBytes();
};

static_assert(!std::is_copy_constructible_v<Secret>);
static_assert(!std::is_copy_assignable_v<Secret>);
static_assert(!std::is_convertible_v<QByteArrayView, Secret>);

void TstSecret::holdsItsOwnCopy()
{
    QByteArray source = password.toByteArray();
    const Secret secret(source);
    source.fill('x');

    QCOMPARE(secret.view(), password);
    QVERIFY(!secret.isEmpty());
}

void TstSecret::wipesWhenItDies()
{
    {
        const Secret secret(password);
        watched = secret.view().data();
    }

    QCOMPARE(watch.leaked, 0);
    QCOMPARE(watch.wiped, 1);
}

void TstSecret::wipesWhatItReplaces()
{
    Secret secret(password);
    watched = secret.view().data();

    secret = Secret("other");

    QCOMPARE(watch.leaked, 0);
    QCOMPARE(watch.wiped, 1);
    QCOMPARE(secret.view(), QByteArrayView("other"));
}

void TstSecret::movesWithoutACopy()
{
    Secret from(password);
    const char* const bytes = from.view().data();

    const Secret to(std::move(from));

    QVERIFY(to.view().data() == bytes); // The address: QCOMPARE would read a string there.
    QVERIFY(from.isEmpty()); // NOLINT(*-use-after-move,*.Move): empty is the point.
    QVERIFY(from.view().isEmpty()); // NOLINT(*-use-after-move,*.Move)
}

void TstSecret::survivesAssigningToItself()
{
    Secret secret(password);
    Secret& same = secret;

    secret = std::move(same);

    QCOMPARE(secret.view(), password);
}

void TstSecret::mayBeEmpty()
{
    const Secret none;
    const Secret empty{QByteArrayView()};

    QVERIFY(none.isEmpty());
    QVERIFY(empty.isEmpty());
    QVERIFY(empty.view().isEmpty());
}

void TstSecret::comparesBytes()
{
    QVERIFY(sameBytes("", ""));
    QVERIFY(sameBytes("abc", "abc"));
    QVERIFY(!sameBytes("abc", "abd"));
    QVERIFY(!sameBytes("abc", "bbc"));
    QVERIFY(!sameBytes("abc", "ab"));
    QVERIFY(!sameBytes("", "a"));
    QVERIFY(sameBytes(QByteArrayView("a\0b", 3), QByteArrayView("a\0b", 3)));
    QVERIFY(!sameBytes(QByteArrayView("a\0b", 3), QByteArrayView("a\0c", 3)));
    QVERIFY(!sameBytes("\xff", "\x7f"));
}

QTEST_APPLESS_MAIN(TstSecret)
#include "tst_secret.moc"
