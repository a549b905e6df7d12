#include "ui/pages/lm_studio_row.hpp"

#include "ui/theme/tokens.hpp"
#include "ui/widgets/accessible.hpp"
#include "ui/widgets/label.hpp"

#include <QHBoxLayout>
#include <QList>
#include <QToolButton>

#include <utility>

namespace ui {

LmStudioRow::LmStudioRow(QWidget* parent)
    : QWidget(parent), m_words((new Label(TextRole::caption, this, Tone::muted))->wrapped()) {
    m_words->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(tokens::gapTiny);
    row->addWidget(m_words, 1);
    m_check = addButton(tr("Check"), LmStudioAction::check, row);
    m_load = addButton(tr("Load"), LmStudioAction::load, row);
    m_try = addButton(tr("Try it"), LmStudioAction::tryOut, row);
    m_stop = addButton(tr("Stop"), LmStudioAction::stop, row);
    m_check->setToolTip(tr("See again whether LM Studio lists the model"));
    m_load->setToolTip(tr("Load the model in LM Studio, to chat with it there"));
    m_try->setToolTip(tr("Let LM Studio load the model and say a few words, then unload it again"));
    setVisible(false);
}

QToolButton* LmStudioRow::addButton(const QString& text, LmStudioAction action, QHBoxLayout* row) {
    auto* button = new QToolButton(this);
    button->setText(text);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::StrongFocus);
    connect(button, &QToolButton::clicked, this, [this, action] { Q_EMIT requested(action); });
    row->addWidget(button, 0, Qt::AlignVCenter);
    return button;
}

void LmStudioRow::setView(const LmStudioView& view, const QString& title) {
    if (view == m_view) {
        return;
    }
    const QWidget* focused = window()->focusWidget();
    const bool hadFocus = focused != nullptr && isAncestorOf(focused);
    const bool isNews = view.words != m_view.words && !view.words.isEmpty();
    m_view = view;
    m_words->setText(view.words);
    m_words->setTone(view.isFailure ? Tone::danger : Tone::muted);
    m_check->setAccessibleName(tr("Check whether LM Studio lists %1").arg(title));
    m_load->setAccessibleName(tr("Load %1 in LM Studio").arg(title));
    m_try->setAccessibleName(tr("Try %1 in LM Studio").arg(title));
    m_stop->setAccessibleName(tr("Stop trying %1 in LM Studio").arg(title));
    // What appears first: the keyboard stays in the row while its buttons change.
    const QList<std::pair<QToolButton*, bool>> buttons{{m_check, view.canCheck && !view.isBusy},
                                                       {m_load, view.canLoad && !view.isBusy},
                                                       {m_try, view.canTry && !view.isBusy},
                                                       {m_stop, view.isBusy}};
    for (const auto& [button, isThere] : buttons) {
        if (isThere) {
            button->setVisible(true);
        }
    }
    if (hadFocus) {
        for (const auto& [button, isThere] : buttons) {
            if (isThere) {
                button->setFocus();
                break;
            }
        }
    }
    for (const auto& [button, isThere] : buttons) {
        button->setVisible(isThere);
    }
    setVisible(!view.words.isEmpty());
    if (isNews) {
        announce(*this, tr("%1: %2").arg(title, view.words));
    }
}

}  // namespace ui
