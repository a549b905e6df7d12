#include "ui/pages/target_section.hpp"

#include "ui/text/format.hpp"
#include "ui/theme/tokens.hpp"
#include "ui/widgets/accessible.hpp"
#include "ui/widgets/label.hpp"
#include "ui/widgets/phase_progress.hpp"

#include <quince/footprint.hpp>

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace ui {

using quince::Budget;

namespace {

constexpr double gigabyte = 1e9;
constexpr double megabyte = 1e6;
constexpr quint64 largeModel = 3'000'000'000;
/// A share of bfloat16 that most people find good: 4.6 bits of 16.
constexpr double usualBits = 4.6;
constexpr quint64 usualMac = quint64{16} << 30;

QDoubleSpinBox* makeSpin(QWidget* parent, const QString& name) {
    auto* spin = new QDoubleSpinBox(parent);
    spin->setKeyboardTracking(false);  // half a number is no question
    spin->setAccessibleName(name);
    spin->findChild<QLineEdit*>()->setAccessibleName(name);
    spin->setAlignment(Qt::AlignTrailing);
    return spin;
}

/// The heights alone would not tell the numbers.
QString captionOf(const QList<LayerBar>& layers) {
    if (layers.isEmpty()) {
        return {};
    }
    const auto [least, most] =
        std::minmax_element(layers.begin(), layers.end(),
                            [](const LayerBar& a, const LayerBar& b) { return a.value < b.value; });
    const QLocale locale;
    return TargetSection::tr("Bits per weight, layer by layer: %1 to %2")
        .arg(locale.toString(least->value, 'f', 1), locale.toString(most->value, 'f', 1));
}

}  // namespace

TargetKind kindOf(const Budget& budget) {
    return budget.mac             ? TargetKind::mac
           : budget.bitsPerWeight ? TargetKind::bits
                                  : TargetKind::size;
}

TargetSection::TargetSection(QWidget* parent)
    : QWidget(parent),
      m_label(new Label(TextRole::body, this)),
      m_hint((new Label(TextRole::caption, this, Tone::muted))->wrapped()),
      m_words((new Label(TextRole::body, this))->wrapped()),
      m_layers(new LayerBars(this)) {
    auto* line = new QHBoxLayout;
    line->setSpacing(tokens::gapMedium);
    line->addWidget(m_label);
    line->addWidget(makeFields());
    line->addWidget(m_hint, 1);
    m_work = new QWidget(this);  // after the fields, which come before it in the tab order
    m_progress = new PhaseProgress(m_work);
    m_progress->setAccessibleName(tr("Progress of choosing the bits"));
    m_stop = new QPushButton(tr("Stop"), m_work);
    m_stop->setAccessibleName(tr("Stop choosing the bits"));
    m_start = new QPushButton(tr("Choose the bits"), m_work);
    auto* work = new QHBoxLayout(m_work);
    work->setContentsMargins(0, 0, 0, 0);
    work->setSpacing(tokens::gapMedium);
    work->addWidget(m_progress, 1);
    work->addWidget(m_stop);
    work->addWidget(m_start);
    work->addStretch();
    m_words->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_layers->setAccessibleName(tr("Bits of each layer"));

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(tokens::gapSmall);
    column->addLayout(line);
    column->addWidget(m_work);
    column->addWidget(m_words);
    column->addWidget(m_layers);

    connect(m_stop, &QPushButton::clicked, this, &TargetSection::stopRequested);
    connect(m_start, &QPushButton::clicked, this, &TargetSection::startRequested);
    setSourceBytes(0);
    setView({});
}

QWidget* TargetSection::makeFields() {
    m_fields = new QStackedWidget(this);
    m_fields->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_size = makeSpin(m_fields, tr("Largest size"));
    m_bits = makeSpin(m_fields, tr("Bits per weight"));
    m_bits->setRange(2, 16);
    m_bits->setDecimals(2);
    m_bits->setSingleStep(0.1);
    m_bits->setValue(usualBits);
    m_mac = new QComboBox(m_fields);
    m_mac->setAccessibleName(tr("Memory of the Mac"));
    fillMacs();
    for (QWidget* field : {static_cast<QWidget*>(m_size), static_cast<QWidget*>(m_bits),
                           static_cast<QWidget*>(m_mac)}) {
        m_fields->addWidget(field);  // in the order of TargetKind
    }
    connect(m_size, &QDoubleSpinBox::valueChanged, this, &TargetSection::tell);
    connect(m_bits, &QDoubleSpinBox::valueChanged, this, &TargetSection::tell);
    connect(m_mac, &QComboBox::activated, this, &TargetSection::tell);
    return m_fields;
}

void TargetSection::fillMacs() {
    const auto own = quince::thisMac();
    for (const quince::MacMemory& mac : quince::appleSiliconMacs()) {
        const QString words = tr("%1 GB").arg(mac.ramBytes >> 30);
        const bool isOwn = own && own->ramBytes == mac.ramBytes;
        m_mac->addItem(isOwn ? tr("%1, this Mac").arg(words) : words,
                       QVariant::fromValue<quint64>(mac.ramBytes));
    }
    m_mac->setCurrentIndex(
        std::max(0, m_mac->findData(QVariant::fromValue<quint64>(own ? own->ramBytes : usualMac))));
}

void TargetSection::setSourceBytes(quint64 bytes) {
    const QSignalBlocker quiet(m_size);
    const bool large = bytes == 0 || bytes >= largeModel;
    const auto whole = static_cast<double>(bytes);
    m_unit = large ? gigabyte : megabyte;
    m_size->setDecimals(2);
    m_size->setRange(0.1, large ? 10'000 : 100'000);
    m_size->setSingleStep(large ? 0.5 : std::max(0.1, std::round(whole / m_unit / 40)));
    m_size->setSuffix(large ? tr(" GB") : tr(" MB"));
    m_size->setValue((m_bytes > 0 ? static_cast<double>(m_bytes) : whole * usualBits / 16) /
                     m_unit);
}

void TargetSection::setBudget(const Budget& budget) {
    m_kind = kindOf(budget);
    const QSignalBlocker quietSize(m_size);
    const QSignalBlocker quietBits(m_bits);
    if (budget.bytes) {
        m_bytes = *budget.bytes;
        m_size->setValue(static_cast<double>(m_bytes) / m_unit);
    }
    if (budget.bitsPerWeight) {
        m_bits->setValue(*budget.bitsPerWeight);
    }
    if (budget.mac) {
        const int place = m_mac->findData(QVariant::fromValue<quint64>(budget.mac->ramBytes));
        m_mac->setCurrentIndex(std::max(0, place));
    }
    m_fields->setCurrentIndex(static_cast<int>(m_kind));
    switch (m_kind) {
        case TargetKind::size:
            m_label->setText(tr("Largest si&ze"));
            m_label->setBuddy(m_size);
            m_hint->setText(tr("of weights"));
            break;
        case TargetKind::bits:
            m_label->setText(tr("Largest si&ze"));
            m_label->setBuddy(m_bits);
            m_hint->setText(tr("bits per weight, scales included"));
            break;
        case TargetKind::mac:
            m_label->setText(tr("Memory si&ze"));
            m_label->setBuddy(m_mac);
            m_hint->setText(tr("with the context chosen below"));
            break;
    }
}

Budget TargetSection::budgetOf(TargetKind kind) const {
    Budget budget;
    switch (kind) {
        case TargetKind::size:
            budget.bytes = static_cast<quint64>(std::llround(m_size->value() * m_unit));
            break;
        case TargetKind::bits:
            budget.bitsPerWeight = m_bits->value();
            break;
        case TargetKind::mac:
            budget.mac = Budget::Mac{m_mac->currentData().toULongLong()};
            break;
    }
    return budget;
}

void TargetSection::tell() {
    Q_EMIT changed(budgetOf(m_kind));
}

void TargetSection::setView(const TargetView& view) {
    const bool newPicture = view.picture != m_view.picture;
    const bool looking = view.picture == TargetPicture::looking;
    const bool stopped = view.picture == TargetPicture::stopped;
    const bool stopHadFocus = m_stop->hasFocus() || m_start->hasFocus();
    m_view = view;
    m_work->setVisible(looking || stopped);
    m_progress->setVisible(looking);
    m_progress->setProgress(quince::ConversionState::preparing, view.done, view.total);
    m_stop->setVisible(looking);
    m_start->setVisible(stopped);
    if (stopHadFocus && newPicture) {  // the pressed button goes away
        (stopped   ? static_cast<QWidget*>(m_start)
         : looking ? static_cast<QWidget*>(m_stop)
                   : m_fields->currentWidget())
            ->setFocus();
    }
    const QString words = looking   ? tr("Looking at a sample of the weights…")
                          : stopped ? tr("The bits of the layers are not chosen yet.")
                                    : view.words;
    m_words->setTone(view.picture == TargetPicture::failed ? Tone::danger
                     : looking || stopped                  ? Tone::muted
                                                           : Tone::normal);
    m_words->setText(words);
    m_words->setVisible(!words.isEmpty());
    m_layers->setBars(view.layers, captionOf(view.layers));
    m_layers->setVisible(!view.layers.isEmpty());
    if (newPicture && !looking && !words.isEmpty()) {
        announce(*m_words, words);
    }
}

}  // namespace ui
