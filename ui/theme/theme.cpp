#include "ui/theme/theme.hpp"

#include "ui/theme/app_style.hpp"
#include "ui/theme/palettes.hpp"
#include "ui/widgets/accessible.hpp"

#include <QApplication>
#include <QEvent>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QStyleHints>

namespace ui {

namespace {

bool systemIsDark() {
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    return QGuiApplication::styleHints()->colorScheme() == Qt::ColorScheme::Dark;
#else
    // An empty palette gives the platform's own back for as long as we look.
    QApplication::setPalette(QPalette());
    return ui::isDark(QApplication::palette());
#endif
}

}  // namespace

Theme::Theme(QApplication& application) : m_application(application), m_style(new AppStyle) {
    installAccessibility();
    application.setStyle(m_style);
    apply();
    application.installEventFilter(this);
}

void Theme::setScheme(Scheme scheme) {
    if (m_scheme != scheme) {
        m_scheme = scheme;
        apply();
    }
}

bool Theme::eventFilter(QObject* watched, QEvent* event) {
    // ThemeChange comes to windows when the desktop changes between light and dark.
    if (event->type() == QEvent::ThemeChange && !m_applying) {
        QMetaObject::invokeMethod(this, &Theme::apply, Qt::QueuedConnection);
    }
    const bool key = event->type() == QEvent::KeyPress || event->type() == QEvent::KeyRelease;
    if (m_style && key && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Alt) {
        m_style->setUnderlines(event->type() == QEvent::KeyPress);
    } else if (m_style && event->type() == QEvent::WindowDeactivate) {
        m_style->setUnderlines(false);
    }
    return QObject::eventFilter(watched, event);
}

void Theme::apply() {
    m_applying = true;
    m_dark = m_scheme == Scheme::dark || (m_scheme == Scheme::system && systemIsDark());
    m_application.setPalette(m_dark ? darkPalette() : lightPalette());
    m_applying = false;
}

}  // namespace ui
