#include "ui/pages/quality_section.hpp"

#include "ui/theme/tokens.hpp"
#include "ui/widgets/label.hpp"

#include <QVBoxLayout>

namespace ui {

QualitySection::QualitySection(QWidget* parent)
    : QWidget(parent),
      m_words((new Label(TextRole::body, this))->wrapped()),
      m_chart(new TradeOffChart(this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(tokens::gapSmall);
    column->addWidget(new Label(tr("Quality"), TextRole::heading, this));
    column->addWidget(m_words);
    column->addWidget(m_chart);
    column->addWidget((new Label(tr("Error of the weights against size of the model, from a "
                                    "sample of the weights. Lower is better; each bit less "
                                    "about doubles the error."),
                                 TextRole::caption, this, Tone::muted))
                          ->wrapped());
    connect(m_chart, &TradeOffChart::highlighted, this, [this](const QString& words) {
        m_words->setText(words.isEmpty() ? tr("Not quantized: the weights are kept as they are.")
                                         : words);
    });
    setView({});
}

void QualitySection::setView(const QualityView& view) {
    setVisible(view.picture != QualityPicture::none);
    m_chart->setPoints(view.points);
    if (view.picture == QualityPicture::measuring) {
        m_words->setText(tr("Looking at a sample of the weights…"));
    }
    m_chart->setEnabled(view.picture == QualityPicture::ready);
}

}  // namespace ui
