#include "ui/pages/about.hpp"

#include "ui/pages/about_view.hpp"
#include "ui/theme/tokens.hpp"
#include "ui/widgets/label.hpp"
#include "ui/widgets/picture.hpp"

#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QKeySequence>
#include <QPushButton>
#include <QVBoxLayout>

#include <array>
#include <utility>

namespace ui {

namespace {

/// Where translators find these words.
struct About {
    Q_DECLARE_TR_FUNCTIONS(ui::About)
};

QDialog* makeDialog(const QString& title, QWidget* parent) {
    auto* dialog = new QDialog(parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(title);
    return dialog;
}

void addClose(QDialog& dialog, QVBoxLayout& column) {
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, &dialog);
    QObject::connect(buttons, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
    column.addSpacing(tokens::gapSmall);
    column.addWidget(buttons);
}

}  // namespace

void showAboutDialog(const AboutView& view, QWidget* parent) {
    QDialog* dialog = makeDialog(About::tr("About Quince"), parent);
    auto* column = new QVBoxLayout(dialog);
    column->setContentsMargins(tokens::gapPage, tokens::gapPage, tokens::gapPage, tokens::pageEdge);
    auto* picture = new Picture(Icon::cube, dialog);
    column->addWidget(picture, 0, Qt::AlignHCenter);
    const auto add = [&](const QString& text, TextRole role, Tone tone) {
        auto* label = (new Label(text, role, dialog, tone))->wrapped();
        label->setAlignment(Qt::AlignCenter);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        label->setVisible(!text.isEmpty());
        column->addWidget(label);
    };
    add(QStringLiteral("Quince"), TextRole::title, Tone::normal);
    add(view.version, TextRole::body, Tone::muted);
    add(About::tr("Turns Hugging Face models on your disk into MLX models that LM Studio runs."),
        TextRole::body, Tone::normal);
    add(view.details, TextRole::caption, Tone::muted);
    addClose(*dialog, *column);
    dialog->resize(420, dialog->sizeHint().height());
    dialog->open();
}

void showShortcutsDialog(QWidget* parent) {
    QDialog* dialog = makeDialog(About::tr("Keyboard shortcuts"), parent);
    auto* column = new QVBoxLayout(dialog);
    column->setContentsMargins(tokens::gapPage, tokens::pageEdge, tokens::gapPage,
                               tokens::pageEdge);
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(tokens::gapPage);
    const auto key = [](const QKeySequence& keys) {
        return keys.toString(QKeySequence::NativeText);
    };
    const std::array rows{
        std::pair{key(Qt::CTRL | Qt::Key_O), About::tr("Add a folder")},
        std::pair{key(Qt::CTRL | Qt::Key_F), About::tr("Filter the library")},
        std::pair{key(Qt::Key_F5), About::tr("Look for models again")},
        std::pair{key(Qt::CTRL | Qt::Key_Return), About::tr("Convert the chosen model")},
        std::pair{key(Qt::Key_Escape), About::tr("Clear the filter, or stop the conversion")},
        std::pair{key(Qt::CTRL | Qt::Key_1), About::tr("Go to the library")},
        std::pair{key(Qt::CTRL | Qt::Key_2), About::tr("Go to the model")},
        std::pair{key(Qt::CTRL | Qt::Key_3), About::tr("Go to the conversions")},
        std::pair{key(Qt::CTRL | Qt::Key_Comma), About::tr("Settings")},
        std::pair{key(Qt::Key_F1), About::tr("This list")},
        std::pair{key(Qt::CTRL | Qt::Key_Q), About::tr("Quit")},
    };
    int line = 0;
    for (const auto& [keys, words] : rows) {
        grid->addWidget(new Label(words, TextRole::body, dialog), line, 0);
        grid->addWidget(new Label(keys, TextRole::body, dialog, Tone::muted), line, 1);
        ++line;
    }
    column->addLayout(grid);
    addClose(*dialog, *column);
    dialog->open();
}

}  // namespace ui
