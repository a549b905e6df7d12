#include "ui/widgets/empty_state.hpp"

#include "ui/theme/tokens.hpp"
#include "ui/widgets/label.hpp"
#include "ui/widgets/picture.hpp"

#include <QPushButton>
#include <QVBoxLayout>

namespace ui {

namespace {

/// A few words in the middle of a wide page read best as a short block.
constexpr int mostWidth = tokens::readingWidth * 3 / 4;

}  // namespace

EmptyState::EmptyState(QWidget* parent)
    : QWidget(parent),
      m_picture(new Picture(Icon::cube, this)),
      m_headline(new Label(TextRole::heading, this)),
      m_sentence(new Label(TextRole::body, this, Tone::muted)),
      m_button(new QPushButton(this)),
      m_second(new QPushButton(this)) {
    m_headline->wrapped()->setAlignment(Qt::AlignCenter);
    m_sentence->wrapped()->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    m_sentence->setMaximumWidth(mostWidth);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(tokens::gapLarge, tokens::gapLarge, tokens::gapLarge,
                               tokens::gapLarge);
    column->setSpacing(tokens::gapSmall);
    column->addStretch(2);
    column->addWidget(m_picture, 0, Qt::AlignHCenter);
    column->addSpacing(tokens::gapSmall);
    column->addWidget(m_headline);
    column->addWidget(m_sentence);
    column->addSpacing(tokens::gapSmall);
    column->addWidget(m_button, 0, Qt::AlignHCenter);
    column->addWidget(m_second, 0, Qt::AlignHCenter);
    column->addStretch(3);

    connect(m_button, &QPushButton::clicked, this, &EmptyState::triggered);
    connect(m_second, &QPushButton::clicked, this, &EmptyState::secondTriggered);
    setContent({});
}

void EmptyState::setContent(const Content& content) {
    m_picture->setIcon(content.icon);
    m_headline->setText(content.headline);
    m_headline->setVisible(!content.headline.isEmpty());
    m_sentence->setText(content.sentence);
    m_sentence->setVisible(!content.sentence.isEmpty());
    m_button->setText(content.button);
    m_button->setVisible(!content.button.isEmpty());
    m_second->setText(content.secondButton);
    m_second->setVisible(!content.secondButton.isEmpty());
}

}  // namespace ui
