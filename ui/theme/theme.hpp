#pragma once

#include <QObject>
#include <QPointer>

class QApplication;

namespace ui {

class AppStyle;

enum class Scheme { system, light, dark };

/// Style and palette of the whole program. Make one after the QApplication; it follows the
/// system's light and dark unless told otherwise.
class Theme : public QObject {
    Q_OBJECT

public:
    explicit Theme(QApplication& application);

    void setScheme(Scheme scheme);
    [[nodiscard]] Scheme scheme() const { return m_scheme; }
    [[nodiscard]] bool isDark() const { return m_dark; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void apply();

    QApplication& m_application;
    QPointer<AppStyle> m_style;  ///< the application owns it
    Scheme m_scheme = Scheme::system;
    bool m_dark = false;
    bool m_applying = false;
};

}  // namespace ui
