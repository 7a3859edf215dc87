// SPDX-License-Identifier: MIT
#include "core/platform/pieced_secret_store.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace lanyard::platform {

using namespace Qt::StringLiterals;

namespace {

/// Before the first piece: this, the number of further pieces, and a colon.
constexpr QByteArrayView mark("lanyard-pieces:");
constexpr qsizetype longestHead = 24;
constexpr int mostPieces = 999; ///< Of maxValue in the smallest pieces, with room to spare.

QString pieceName(const QString& name, int index)
{
    return index == 0 ? name : name + u'.' + QString::number(index);
}

QByteArray headFor(int further)
{
    return mark.toByteArray() + QByteArray::number(further) + ':';
}

/// The first entry taken apart. One without a head, which is nobody's of ours, is all value.
struct First {
    int further = 0;
    QByteArrayView value;

    explicit First(QByteArrayView entry)
        : value(entry)
    {
        const qsizetype end = entry.indexOf(':', mark.size());
        if (!entry.startsWith(mark) || end < 0 || end > longestHead)
            return;
        bool isNumber = false;
        const int number = entry.sliced(mark.size(), end - mark.size()).toInt(&isNumber);
        if (!isNumber || number < 0 || number > mostPieces)
            return;
        further = number;
        value = entry.sliced(end + 1);
    }
};

/// How many pieces follow what was found under a name.
int furtherOf(const std::optional<Secret>& entry)
{
    return entry ? First(entry->view()).further : 0;
}

/// One operation of several steps: whoever holds its Pending keeps it alive.
struct Steps : std::enable_shared_from_this<Steps> {
    Steps(SecretStore& store, QString entry)
        : pieces(store)
        , name(std::move(entry))
    {
    }

    virtual ~Steps() = default;
    Q_DISABLE_COPY_MOVE(Steps)

    SecretStore& pieces;
    QString name;
    Pending step;
};

template <class Operation>
Pending begun(const std::shared_ptr<Operation>& operation)
{
    operation->begin();
    return Pending([operation] { operation->step.withdraw(); });
}

struct Reading final : Steps {
    using Steps::Steps;

    void begin() { readNext(); }

    void readNext()
    {
        step = pieces.read(pieceName(name, index),
            [this, self = shared_from_this()](auto piece) { take(std::move(piece)); });
    }

    void take(Result<std::optional<Secret>> piece)
    {
        if (!piece)
            return done(tl::unexpected<Error>(std::move(piece).error()));
        if (!*piece)
            return index == 0 ? done(std::nullopt) : done(std::optional(Secret(whole)));
        if (index == 0) {
            const First first((*piece)->view());
            further = first.further;
            whole += first.value;
        } else {
            whole += (*piece)->view();
        }
        if (index++ < further)
            return readNext();
        done(std::optional(Secret(whole)));
    }

    SecretStore::ReadCompletion done;
    QByteArray whole; ///< Sealed.
    int index = 0;
    int further = 0;
};

/// Removes the pieces from `index` on, the last first, so that one that is left is found again.
struct Removing : Steps {
    using Steps::Steps;

    void removeLast()
    {
        if (last < index)
            return done({});
        step =
            pieces.remove(pieceName(name, last--), [this, self = shared_from_this()](auto removed) {
                removed ? removeLast() : done(std::move(removed));
            });
    }

    void begin()
    {
        step = pieces.read(name, [this, self = shared_from_this()](auto entry) {
            if (!entry)
                return done(tl::unexpected<Error>(std::move(entry).error()));
            last = furtherOf(*entry);
            removeLast();
        });
    }

    SecretStore::Completion done;
    int index = 0;
    int last = 0;
};

struct Writing final : Removing {
    using Removing::Removing;

    void begin()
    {
        step = pieces.read(name, [this, self = shared_from_this()](auto entry) {
            if (!entry)
                return done(tl::unexpected<Error>(std::move(entry).error()));
            last = furtherOf(*entry);
            index = static_cast<int>(entries.size());
            writeLast();
        });
    }

    /// The first entry is the last to be written: it says how many there are.
    void writeLast()
    {
        if (entries.empty())
            return removeLast();
        const auto number = static_cast<int>(entries.size()) - 1;
        Secret entry = std::move(entries.back());
        entries.pop_back();
        step = pieces.write(pieceName(name, number),
            std::move(entry),
            [this, self = shared_from_this()](
                auto written) { written ? writeLast() : done(std::move(written)); });
    }

    std::vector<Secret> entries;
};

std::vector<Secret> entriesOf(QByteArrayView value, qsizetype size)
{
    const qsizetype room = size - longestHead;
    const QByteArrayView first = value.first(std::min(room, value.size()));
    QByteArrayView rest = value.sliced(first.size());
    const auto further = static_cast<int>((rest.size() + size - 1) / size);
    std::vector<Secret> entries;
    entries.emplace_back(headFor(further) + first.toByteArray());
    for (; !rest.isEmpty(); rest = rest.sliced(std::min(size, rest.size())))
        entries.emplace_back(rest.first(std::min(size, rest.size())));
    return entries;
}

} // namespace

PiecedSecretStore::PiecedSecretStore(std::unique_ptr<SecretStore> pieces, qsizetype pieceSize)
    : m_pieces(std::move(pieces))
    , m_pieceSize(pieceSize)
{
}

Pending PiecedSecretStore::read(const QString& name, ReadCompletion done)
{
    const auto reading = std::make_shared<Reading>(*m_pieces, name);
    reading->done = std::move(done);
    return begun(reading);
}

Pending PiecedSecretStore::write(const QString& name, Secret value, Completion done)
{
    // Refused by the inner store, in its words.
    if (value.view().size() > maxValue)
        return m_pieces->write(name, std::move(value), std::move(done));
    const auto writing = std::make_shared<Writing>(*m_pieces, name);
    writing->done = std::move(done);
    writing->entries = entriesOf(value.view(), m_pieceSize);
    return begun(writing);
}

Pending PiecedSecretStore::remove(const QString& name, Completion done)
{
    const auto removing = std::make_shared<Removing>(*m_pieces, name);
    removing->done = std::move(done);
    return begun(removing);
}

} // namespace lanyard::platform
