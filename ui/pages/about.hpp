#pragma once

#include <QString>

class QWidget;

namespace ui {

struct AboutView;

/// What Quince is, and which.
void showAboutDialog(const AboutView& view, QWidget* parent);
/// Every key that does something.
void showShortcutsDialog(QWidget* parent);

}  // namespace ui
