// The fake Hub as a program, for clients that are no C++: prints one line of JSON with its
// addresses and tokens, serves until its standard input ends, then prints one line about what was
// asked. Fails if a token or a cookie went to the CDN.

#include "support/fake_hub/hub.hpp"
#include "support/fake_hub/lm_studio.hpp"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <iostream>
#include <string>

namespace {

void seed(fake::Hub& hub) {
    const fake::Content weights = fake::Content::seeded(1, 3'000'000);
    hub.addRepo("org/tiny", [](fake::Repo& repo) {
        repo.info[QStringLiteral("pipeline_tag")] = QStringLiteral("text-generation");
        repo.info[QStringLiteral("downloads")] = 30;
        repo.info[QStringLiteral("tags")] =
            QJsonArray{QStringLiteral("safetensors"), QStringLiteral("mlx")};
    });
    hub.commit("org/tiny", {{"config.json", fake::Content(R"({"model_type":"qwen3"})")},
                            {"README.md", fake::Content(QByteArray("Words.\n").repeated(100))},
                            {"model.safetensors", weights},
                            {"some folder/a+b \xc3\xbc.txt", fake::Content("odd name\n")},
                            {"tokenizer.json", fake::Content("{}\n")}});
    hub.addRepo("org/private", [](fake::Repo& repo) { repo.isPrivate = true; });
    hub.commit("org/private", {{"config.json", fake::Content("{}")}});
    hub.addRepo("bob/gated", [](fake::Repo& repo) { repo.gated = "manual"; });
    hub.commit("bob/gated", {{"config.json", fake::Content("{}")}});
    for (const char* id : {"bob/one", "bob/two", "bob/three"}) {
        hub.addRepo(id, [](fake::Repo& repo) {
            repo.info[QStringLiteral("tags")] = QJsonArray{QStringLiteral("safetensors")};
        });
    }
    hub.addRepo("org/former");
    hub.rename("org/former", "org/latter");
    // The JavaScript client takes the keys of the parts for sorted ones.
    fake::HubSettings settings = hub.settings();
    settings.shufflesParts = false;
    hub.set(settings);
}

void print(const QJsonObject& object) {
    std::cout << QJsonDocument(object).toJson(QJsonDocument::Compact).constData() << std::endl;
}

}  // namespace

int main(int argc, char** argv) {
    const QCoreApplication application(argc, argv);  // QTcpServer needs one
    fake::Hub hub;
    fake::LmStudio lmStudio;
    seed(hub);
    lmStudio.setModels({{"org", "tiny-mlx"}});
    print({{QStringLiteral("hub"), hub.endpoint().toString()},
           {QStringLiteral("cdn"), hub.server().url(fake::Origin::cdn).toString()},
           {QStringLiteral("lmStudio"), lmStudio.endpoint().toString()},
           {QStringLiteral("readToken"), QLatin1String(fake::Hub::readToken)},
           {QStringLiteral("writeToken"), QLatin1String(fake::Hub::writeToken)}});

    for (std::string line; std::getline(std::cin, line);) {
    }

    QJsonArray requests;
    for (const fake::Request& request : hub.server().requests()) {
        requests.append(QString::fromLatin1(request.method + " " + request.target + " " +
                                            QByteArray::number(request.answered)));
    }
    const auto leaks = static_cast<qint64>(hub.leaks().size());
    print({{QStringLiteral("leaks"), leaks}, {QStringLiteral("requests"), requests}});
    return leaks == 0 ? 0 : 1;
}
