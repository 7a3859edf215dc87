// SPDX-License-Identifier: MIT
#include "ui/announcement.h"

#include <QAccessible>
#include <QWidget>

namespace lanyard::ui {

void announce(QWidget& source, const QString& text)
{
    source.setAccessibleDescription(text);
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
    QAccessibleAnnouncementEvent event(&source, text);
    event.setPoliteness(QAccessible::AnnouncementPoliteness::Assertive);
#else
    QAccessibleEvent event(&source, QAccessible::Alert); // Readers say name and description.
#endif
    QAccessible::updateAccessibility(&event);
}

} // namespace lanyard::ui
