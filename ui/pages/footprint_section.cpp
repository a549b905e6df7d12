#include "ui/pages/footprint_section.hpp"

#include "ui/text/format.hpp"
#include "ui/theme/tokens.hpp"
#include "ui/widgets/label.hpp"
#include "ui/widgets/legend.hpp"
#include "ui/widgets/mac_fit_strip.hpp"
#include "ui/widgets/segment_bar.hpp"

#include <QComboBox>
#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QSignalBlocker>

#include <algorithm>
#include <array>

namespace ui {

using quince::Part;

namespace {

constexpr quint64 leastContext = 4096;
constexpr quint64 usualMaximum = 131072;  ///< offered when the model does not say
constexpr quint64 usualContext = 8192;

QString wordOf(Part part) {
    switch (part) {
        case Part::embedding:
            return FootprintSection::tr("embeddings");
        case Part::attention:
            return FootprintSection::tr("attention");
        case Part::mlp:
            return FootprintSection::tr("MLP");
        case Part::experts:
            return FootprintSection::tr("experts");
        case Part::router:
            return FootprintSection::tr("routers");
        case Part::norm:
            return FootprintSection::tr("norms");
        case Part::head:
            return FootprintSection::tr("head");
        case Part::vision:
            return FootprintSection::tr("vision");
        case Part::other:
            break;
    }
    return FootprintSection::tr("other");
}

QList<Segment> weightSegments(const quince::WeightBytes& weights) {
    return {{Swatch::quantized, weights.quantized},
            {Swatch::kept, weights.kept},
            {Swatch::overhead, weights.scales}};
}

}  // namespace

QString partWords(const quince::WeightBytes& weights) {
    QStringList words;
    for (std::size_t i = 0; i < weights.byPart.size(); ++i) {
        // Norms are thousandths of any model; below a thousandth nothing is said.
        if (weights.byPart[i] > weights.total() / 1000) {
            words.append(FootprintSection::tr("%1 %2").arg(wordOf(static_cast<Part>(i)),
                                                           formatBytes(weights.byPart[i])));
        }
    }
    return words.join(QStringLiteral(" · "));
}

FootprintSection::FootprintSection(QWidget* parent)
    : QWidget(parent),
      m_sizeLegend(new Legend(this)),
      m_parts((new Label(TextRole::caption, this, Tone::muted))->wrapped()),
      m_memoryLegend(new Legend(this)),
      m_context(new QComboBox(this)),
      m_fitSentence((new Label(TextRole::body, this))->wrapped()),
      m_macs(new MacFitStrip(this)) {
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(tokens::gapMedium);
    grid->setVerticalSpacing(tokens::gapSmall);
    grid->setColumnStretch(1, 1);

    grid->addWidget(new Label(tr("Size"), TextRole::heading, this), 0, 0, 1, 3);
    m_now = addRow(*grid, 1, tr("Now"));
    m_after = addRow(*grid, 2, tr("After"));
    grid->addWidget(m_sizeLegend, 3, 0, 1, 3);
    grid->addWidget(m_parts, 4, 0, 1, 3);
    grid->setRowMinimumHeight(5, tokens::gapMedium);

    auto* memoryLine = new QHBoxLayout;
    memoryLine->setSpacing(tokens::gapSmall);
    memoryLine->addWidget((new Label(tr("Memory to run it"), TextRole::heading, this))->wrapped(),
                          1);
    auto* contextLabel = new Label(tr("Conte&xt"), TextRole::body, this, Tone::muted);
    contextLabel->setBuddy(m_context);
    m_context->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_context->setMinimumContentsLength(9);
    m_context->setAccessibleName(tr("Context length"));
    m_context->setToolTip(tr("Tokens of text that the model keeps in mind at once."));
    memoryLine->addWidget(contextLabel);
    memoryLine->addWidget(m_context);
    grid->addLayout(memoryLine, 6, 0, 1, 3);
    m_running = addRow(*grid, 7, tr("Running"));
    grid->addWidget(m_memoryLegend, 8, 0, 1, 3);
    grid->setRowMinimumHeight(9, tokens::gapTiny);
    grid->addWidget(m_fitSentence, 10, 0, 1, 3);
    grid->addWidget(m_macs, 11, 0, 1, 3);

    connect(m_context, &QComboBox::activated, this,
            [this] { Q_EMIT contextLengthChanged(contextLength()); });
    fillContexts(0);
    reserveSizes();
    setView(nullptr);
}

FootprintSection::Row FootprintSection::addRow(QGridLayout& grid, int line, const QString& name) {
    Row row{new Label(name, TextRole::body, this), new SegmentBar(this),
            new Label(TextRole::body, this)};
    row.size->setAlignment(Qt::AlignTrailing | Qt::AlignVCenter);
    grid.addWidget(row.name, line, 0);
    grid.addWidget(row.bar, line, 1, Qt::AlignVCenter);
    grid.addWidget(row.size, line, 2);
    return row;
}

void FootprintSection::setView(const FootprintView* view) {
    for (const Row& row : {m_now, m_after, m_running}) {
        row.size->setEnabled(view != nullptr);
    }
    m_sizeLegend->setEnabled(view != nullptr);
    m_memoryLegend->setEnabled(view != nullptr);
    m_fitSentence->setEnabled(view != nullptr);
    if (view == nullptr) {
        return;
    }
    fillContexts(view->maxContext);
    const quint64 scale = std::max<quint64>({view->bytesNow, view->after.total(), 1});
    showSizes(*view, scale);
    showMemory(*view, scale);
}

void FootprintSection::showSizes(const FootprintView& view, quint64 scale) {
    const quince::WeightBytes& weights = view.after.weights;
    m_now.bar->setSegments({{Swatch::kept, view.bytesNow}}, scale);
    m_now.bar->setWords(tr("Size now"), tr("%1, %2").arg(formatBytes(view.bytesNow), view.nowWord));
    m_now.size->setText(formatBytes(view.bytesNow));
    m_now.size->setToolTip(formatExactBytes(view.bytesNow));
    m_after.bar->setSegments(weightSegments(weights), scale);
    m_after.size->setText(formatBytes(weights.total()));
    m_after.size->setToolTip(formatExactBytes(weights.total()));

    QList<Legend::Item> items;
    if (weights.quantized > 0) {
        const QString kind =
            view.bits > 0 ? tr("%1-bit weights").arg(view.bits) : tr("quantized weights");
        items.append({Swatch::quantized, kind + QLatin1Char(' ') + formatBytes(weights.quantized)});
    }
    const QString kept = weights.quantized == 0 ? tr("%1 %2") : tr("kept as %1 %2");
    items.append({Swatch::kept, kept.arg(view.keptWord, formatBytes(weights.kept))});
    if (weights.scales > 0) {
        items.append(
            {Swatch::overhead, tr("scales and biases %1").arg(formatBytes(weights.scales))});
    }
    if (view.bitsPerWeight > 0) {
        items.append({std::nullopt, formatBitsPerWeight(view.bitsPerWeight)});
    }
    m_sizeLegend->setItems(items);
    m_after.bar->setWords(tr("Size after"), m_sizeLegend->words());
    const QString parts = partWords(weights);
    m_parts->setText(parts.isEmpty() ? QString() : tr("By part: %1").arg(parts));
    m_parts->setVisible(!parts.isEmpty());
}

void FootprintSection::showMemory(const FootprintView& view, quint64 scale) {
    const quince::Footprint& after = view.after;
    QList<Segment> segments = weightSegments(after.weights);
    segments.append({{Swatch::cache, after.cache}, {Swatch::working, after.working}});
    m_running.bar->setSegments(segments, scale);
    m_running.size->setText(formatBytes(after.total()));
    m_running.size->setToolTip(formatExactBytes(after.total()));
    const Swatch main =
        after.weights.quantized >= after.weights.kept ? Swatch::quantized : Swatch::kept;
    m_memoryLegend->setItems({
        {main, tr("weights %1").arg(formatBytes(after.weights.total()))},
        {Swatch::cache, tr("KV cache %1").arg(formatBytes(after.cache))},
        {Swatch::working, tr("working memory about %1").arg(formatBytes(after.working))},
    });
    m_running.bar->setWords(tr("Memory to run it"), m_memoryLegend->words());
    m_fitSentence->setText(macFitSentence(view.macs));
    m_macs->setMacs(view.macs);
    m_fitSentence->setVisible(!view.macs.isEmpty());
    m_macs->setVisible(!view.macs.isEmpty());
}

void FootprintSection::fillContexts(quint64 maxContext) {
    const quint64 end = maxContext > 0 ? maxContext : usualMaximum;
    if (end == m_maxContext) {
        return;
    }
    const QSignalBlocker quiet(m_context);
    const quint64 before = m_context->count() > 0 ? contextLength() : usualContext;
    m_maxContext = end;
    m_context->clear();
    for (quint64 tokens = leastContext; tokens < end; tokens *= 2) {
        m_context->addItem(tr("%1 tokens").arg(formatTokens(tokens)), tokens);
    }
    m_context->addItem(tr("%1 tokens").arg(formatTokens(end)), end);
    setContextLength(before);
}

void FootprintSection::setContextLength(quint64 tokens) {
    const QSignalBlocker quiet(m_context);
    int best = m_context->count() - 1;
    for (int i = m_context->count() - 1; i >= 0; --i) {
        if (m_context->itemData(i).toULongLong() >= (tokens == 0 ? usualContext : tokens)) {
            best = i;
        }
    }
    m_context->setCurrentIndex(best);
}

quint64 FootprintSection::contextLength() const {
    return m_context->currentData().toULongLong();
}

void FootprintSection::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        reserveSizes();
    }
}

void FootprintSection::reserveSizes() {
    if (m_running.size == nullptr) {
        return;
    }
    // The column must not move when numbers change.
    const int width = fontMetrics().horizontalAdvance(tr("888.8 GB"));
    for (const Row& row : {m_now, m_after, m_running}) {
        row.size->setMinimumWidth(width);
    }
}

}  // namespace ui
