using System.Text;

namespace Lora.Vocabulary.Tests.Generated;

/// <summary><c>docs/options.md</c>: every option, the metadata of items, and the variants that options choose.</summary>
internal static class OptionsPage
{
    private const string Head = """
        # Options

        *Generated from the rows of `src/Lora.Vocabulary`; edit them, not this page, and run its tests with `LORA_UPDATE=1`.*

        An option is a property of the project: kohya sd-scripts' option in PascalCase, `network_dim` as `<NetworkDim>`. It counts from the project file,
        from a file that this imports (a `Directory.Build.props` too), or from the command line, which wins: `dotnet build -p:MaxTrainSteps=4`.
        An environment variable of an option's name does nothing, save for the settings of the machine marked here.

        On the command line MSBuild takes a comma or a semicolon for the end of a value: write `%2C` for `,` and `%3B` for `;`, as in
        `dotnet build -p:OptimizerArgs="betas=0.9%2C0.99 weight_decay=0.1"`. In a project file a comma stands as it is.

        A value in force is part of the keys of the stages that read it, and so of every later stage that builds on them: these run again when it changes.
        What the *plan* reads (which files there are, how often a picture counts, what the prompts say) is in their keys by its effect.

        """;

    public static string Text()
    {
        var text = new StringBuilder(Head);
        foreach (var group in Options.Groups)
        {
            Section(text, group.Title);
            Rows(text, "property", group, withStages: true);
        }

        Tools(text);
        foreach (var group in Items.All)
        {
            Section(text, $"Metadata of `{group.Title}`");
            Rows(text, "metadata", group, withStages: false);
        }

        Variants(text, "Networks", NetworkOptions.NetworkAlgo, Networks.All, NetworkOptions.NetworkArgs);
        Variants(text, "Optimizers", RateOptions.OptimizerType, Optimizers.All, RateOptions.OptimizerArgs);
        Variants(text, "Learning-rate schedules", RateOptions.LrScheduler, LrSchedules.All, LrScheduleOptions.LrSchedulerArgs);
        Variants(text, "Learning-rate schedules of PyTorch", LrScheduleOptions.LrSchedulerType, LrSchedules.OfTorch, LrScheduleOptions.LrSchedulerArgs);
        Variants(text, "Losses", LossOptions.LossType, LossTypes.All);
        Variants(text, "Thresholds of the losses", LossOptions.HuberSchedule, HuberSchedules.All);
        Variants(text, "Runtimes", EngineOptions.LoraRuntime, Runtimes.All);
        Variants(text, "Samplers", OutputOptions.SampleSampler, Samplers.All);
        Variants(text, "Actions of tag rules", TagRuleOptions.Action, TagActions.All);
        Formats(text);
        Stages(text);
        return text.ToString();
    }

    private static void Rows(StringBuilder text, string kind, IEnumerable<Option> rows, bool withStages)
    {
        string[] head = [kind, "kohya", "default", "kohya's default", "range"];
        Table(text, [.. head, .. withStages ? (string[])["read by"] : [], "meaning"], rows.Select(row => (string[])
        [
            $"`{row.Name}`", Code(row.KohyaName ?? ""), row.DefaultText, row.KohyaDefault, Range(row),
            .. withStages ? (string[])[ReadBy(row)] : [], Meaning(row),
        ]));
    }

    private static void Tools(StringBuilder text)
    {
        Section(text, ToolOptions.Group.Title);
        text.Append("Properties of the targets Extract, Merge and ResizeLora ([tools.md](tools.md)), which a build does not read; of its options they take "
            + "`SavePrecision`.\n\n");
        Table(text, ["property", "kohya", "default", "kohya's default", "range", "read by", "meaning"], ToolOptions.Group.Select(row => (string[])
        [
            $"`{row.Name}`", Code(row.KohyaName ?? ""), row.DefaultText, row.KohyaDefault, Range(row), string.Join(", ", LoraToolRow.ThatRead(row)),
            row.Summary,
        ]));
    }

    private static void Variants<T>(StringBuilder text, string title, Option chosenBy, IReadOnlyList<T> variants, Option? argumentsIn = null)
        where T : Variant
    {
        Section(text, title);
        text.Append($"Chosen by `{chosenBy}`, in any letter case.\n\n");
        var samplers = variants.OfType<SamplerVariant>().Any();
        if (samplers)
        {
            text.Append("A method whose noise levels can be spaced otherwise has a row for each spacing; the others are listed behind the first, "
                + "whose name in the picture\n")
                .Append("they carry with `Karras` or `Exponential`.\n\n");
        }

        Table(text, ["name", "also", .. samplers ? (string[])["other spacings", "in the picture"] : [], "meaning", "source"],
            variants.Where(variant => variant is not SamplerVariant { Spacing: not SigmaSpacing.Timesteps }).Select(variant => (string[])
            [$"`{variant.Name}`", string.Join(", ", variant.Aliases.Select(Code)), .. variant is SamplerVariant sampler ? OfSampler(sampler) : [],
                variant.Summary, variant.Source]));
        foreach (var variant in variants.Where(variant => variant.Arguments.Count > 0))
        {
            text.Append($"\nArguments of `{variant.Name}`, in `{argumentsIn}`:\n\n");
            Rows(text, "argument", variant.Arguments, withStages: false);
        }
    }

    private static string[] OfSampler(SamplerVariant sampler) =>
        [string.Join(", ", Samplers.All.Where(row => row.Method == sampler.Name && row != sampler).Select(row => Code(row.Name))), sampler.DisplayName];

    private static void Formats(StringBuilder text)
    {
        Section(text, "Picture formats");
        text.Append("Told by the bytes of a file, whatever its name.\n\n");
        Table(text, ["format", "usual endings", "read"], ImageFormats.All.Select(format => (string[])
            [format.Name, string.Join(", ", format.Extensions.Select(Code)), format.IsRead ? "yes" : $"no: {format.Converter} makes a PNG of one"]));
    }

    private static void Stages(StringBuilder text)
    {
        Section(text, "Stages");
        text.Append("In the order of a whole build; each is a target: `dotnet build -t:Train`.\n\n");
        Table(text, ["stage", "builds on", "reads of the base model", "does"], Stage.All.Select(stage => (string[])
            [$"`{stage}`", string.Join(", ", stage.Upstream), string.Join(", ", stage.ModelParts), stage.Summary]));
    }

    private static string ReadBy(Option row) => row.Stages.Count == 0 ? "plan" : string.Join(", ", row.Stages);

    private static string Meaning(Option row) =>
        row.Summary + (row.FromEnvironment ? " A setting of the machine: the environment variable counts too." : "")
        + (row.IsKeyed ? "" : " Changes no result, and so no key.");

    private static string Range(Option row) => row is ChoiceOption<string> choice && choice.Choices.Any(word => word.Aliases.Count > 0)
        ? $"{row.Range} ({string.Join(", ", choice.Choices.SelectMany(word => word.Aliases.Select(alias => $"{alias} = {word.Name}")))})" : row.Range;

    private static void Section(StringBuilder text, string title) => text.Append($"\n## {title}\n\n");

    private static void Table(StringBuilder text, IReadOnlyList<string> head, IEnumerable<string[]> rows)
    {
        Row(text, head);
        Row(text, [.. head.Select(_ => "---")]);
        foreach (var row in rows)
        {
            Row(text, row);
        }
    }

    private static void Row(StringBuilder text, IEnumerable<string> cells) =>
        text.Append("| ").AppendJoin(" | ", cells.Select(cell => cell.Length == 0 ? "-" : cell.Replace("|", "\\|", StringComparison.Ordinal))).Append(" |\n");

    private static string Code(string word) => word.Length == 0 ? "" : $"`{word}`";
}
