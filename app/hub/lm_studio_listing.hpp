#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>
#include <string>

namespace hub {

/// Which model is meant: <models>/<publisher>/<name>.
struct LmStudioModel {
    std::string publisher;
    std::string name;

    [[nodiscard]] QString path() const { return QString::fromStdString(publisher + "/" + name); }
};

/// One entry of LM Studio's list of models.
struct ListedModel {
    QString key;  ///< by which its server knows it
    QString publisher;
    QString quantization;   ///< "4bit"; may be empty
    bool isMlx = false;     ///< LM Studio would run it with MLX
    bool canChat = true;    ///< false: makes embeddings
    QStringList instances;  ///< ids of those that are loaded
};

/// What GET /api/v1/models says (LM Studio 0.4 and later); empty optional if it is no such list.
[[nodiscard]] std::optional<QList<ListedModel>> listOfV1(const QByteArray& json);
/// The same of GET /api/v0/models.
[[nodiscard]] std::optional<QList<ListedModel>> listOfV0(const QByteArray& json);
/// The entry of `lms ls --json` whose path is the model's, on this computer. Where the server's
/// list has it too, that entry, which tells what is loaded.
[[nodiscard]] std::optional<ListedModel> findByPath(const QByteArray& json,
                                                    const LmStudioModel& model,
                                                    const QList<ListedModel>& ofServer);

/// The entry that is `model`, or none when it is not sure. The server does not tell folders: the
/// publisher must be the same, and the key must be the name in lower case, with or without its
/// quantization at the end, which must then be that of the entry ("Qwen3-8B-MLX-4bit" is
/// "qwen3-8b-mlx" of 4bit, or "qwen3-8b-mlx@4bit").
[[nodiscard]] std::optional<ListedModel> findByName(const QList<ListedModel>& list,
                                                    const LmStudioModel& model);

}  // namespace hub
