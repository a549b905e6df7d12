#pragma once

#include <QList>
#include <QMetaType>
#include <QString>

namespace ui {

/// What can be done with a model of the library.
enum class RowState {
    ready,        ///< convertible, as far as is known
    inspecting,   ///< its headers are being read
    alreadyMlx,   ///< an MLX model: shown, nothing to convert
    incomplete,   ///< files are missing; `reason` says which
    unsupported,  ///< cannot be converted; `reason` says why
};

/// One model of the library, in words and numbers ready for the row.
struct LibraryRow {
    QString id;              ///< stable and unique: names the row in every signal
    QString name;            ///< "Qwen3-8B"
    QString owner;           ///< "Qwen", or the parent folder of a plain folder
    QString folder;          ///< full path, for the tool tip
    QString architecture;    ///< "qwen3"; empty when unknown
    QString dtype;           ///< "bfloat16"; empty when unknown
    quint64 parameters = 0;  ///< 0: unknown
    quint64 bytes = 0;       ///< on disk
    RowState state = RowState::ready;
    QString reason;          ///< for incomplete and unsupported: half a sentence
    bool removable = false;  ///< added by the person: can leave the list again

    friend bool operator==(const LibraryRow&, const LibraryRow&) = default;
};

/// Which picture the library shows. "No match for the filter" is the page's own affair.
enum class LibraryPicture { loading, list, empty, failed };

struct LibraryView {
    LibraryPicture picture = LibraryPicture::loading;
    QString message;           ///< for failed: one sentence
    bool offersSample = true;  ///< empty: a button adds the sample model

    friend bool operator==(const LibraryView&, const LibraryView&) = default;
};

}  // namespace ui

Q_DECLARE_METATYPE(ui::LibraryRow)
