#pragma once

#include <QString>

#include <functional>

class QWidget;

namespace ui {

/// What is asked before long work is stopped.
struct StopQuestion {
    QString title;  ///< "Stop this conversion?"
    QString what;   ///< what becomes of the work: one sentence or two
    QString keep;   ///< on the button that does not stop it
};

/// Asks over `parent`, which is blocked meanwhile; going on is the default. No event loop inside:
/// `stop` is called later, or never.
void askToStop(QWidget* parent, const StopQuestion& question, std::function<void()> stop);

}  // namespace ui
