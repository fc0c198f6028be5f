using System.Text;

namespace Lora.Vocabulary.Tests.Generated;

/// <summary><c>docs/options.md</c>: every option, the metadata of items, and the variants with their arguments.</summary>
internal static class OptionsPage
{
    private const string Head = """
        # Options

        Every property of a `.loraproj`, and the metadata of its items: kohya sd-scripts' options in PascalCase. Generated from `src/Lora.Vocabulary`.

        - **Where they count:** in the project file, in a file that it imports, in `Directory.Build.props`, and on the command line: `dotnet build -p:MaxTrainSteps=4`. Never from the
          environment, except what the table marks so.
        - **On the command line** a comma ends a value, as in every MSBuild project: write `%2C` for it, `-p:OptimizerArgs="betas=0.9%2C0.99"`; and `%3B` for a semicolon.
        - **Stages** are those that run again when the value in force changes. Writing a default down changes nothing.

        """;

    internal static string Text()
    {
        var text = new StringBuilder(Head.ReplaceLineEndings("\n"));
        foreach (var group in Options.Groups)
        {
            Group(text, group.Title, group);
        }

        Group(text, "`<Prompt>` metadata", PromptOptions.Group);
        Group(text, "`<Image>` metadata", ImageOptions.Group);
        Variants(text, "OptimizerType", Optimizers.All);
        Variants(text, "LrScheduler", LrSchedules.All);
        Variants(text, "NetworkAlgo", Networks.All);
        Variants(text, "SampleSampler, Sampler", Samplers.All);
        return text.ToString();
    }

    private static void Group(StringBuilder text, string title, IReadOnlyList<Option> rows)
    {
        text.Append($"\n## {title}\n\n| option | kohya's name | default | kohya's default | value | stages | |\n|---|---|---|---|---|---|---|\n");
        foreach (var row in rows)
        {
            var environment = row.FromEnvironment ? " Also an environment variable." : "";
            text.Append($"| `{row.Name}` | {Code(row.KohyaName)} | {Cell(row.DefaultText)} | {Cell(row.KohyaDefault)} | {Cell(row.Range)} | ")
                .Append($"{string.Join(", ", row.IsKeyed ? row.Stages : [])} | {Cell(row.Summary)}{environment} |\n");
        }
    }

    private static void Variants(StringBuilder text, string option, IReadOnlyList<Variant> variants)
    {
        text.Append($"\n## Values of {option}\n\n| value | also | arguments | source | |\n|---|---|---|---|---|\n");
        foreach (var variant in variants)
        {
            var arguments = variant.Arguments.Select(row => $"`{row.Name}` = {row.DefaultText} ({row.Range})");
            text.Append($"| `{variant.Name}` | {string.Join(", ", variant.Aliases.Select(Code))} | {string.Join("<br>", arguments)} | {Cell(variant.Source)} | ")
                .Append($"{Cell(variant.Summary)} |\n");
        }
    }

    private static string Code(string? name) => name is null ? "" : $"`{name}`";

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "\\<", StringComparison.Ordinal);
}
