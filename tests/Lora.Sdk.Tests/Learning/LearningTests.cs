using System.Xml.Linq;
using Lora.Testing;

namespace Lora.Sdk.Tests.Learning;

/// <summary>
/// Does a LoRA learn its subject, and only that? The quickstart's project is built with its prompts repeated over several seeds;
/// <see cref="PictureStatistics"/> then compares the pictures of base model and LoRA with the training pictures. The dataset is whatever lies in
/// <c>examples/zorblax</c> (or in the folder <c>LORA_LEARNING_PROJECT</c>): nothing here knows the subject.
/// </summary>
[Trait("Category", "Learning")]
public sealed class LearningTests(SdkPackage package, ITestOutputHelper output)
{
    /// <summary>The whole recipe, 8 seeds.</summary>
    [Theory]
    [InlineData("embedded")]
    [InlineData("torch")]
    public void Quickstart_LearnsItsSubjectAndLeavesOtherPromptsAlone(string runtime)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("LORA_SLOW") == "1", "takes minutes: set LORA_SLOW=1; the small form below always runs");
        var (before, after, share) = Measure($"learning-{runtime}", seeds: 8, [$"-p:LoraRuntime={runtime}"]);

        // pictures with the trigger come clearly nearer to the training pictures, those without it at most a quarter as much
        Assert.InRange(after, 0, 0.75 * before);
        Assert.InRange(share, double.NegativeInfinity, 0.25);
    }

    /// <summary>A few steps: the direction alone.</summary>
    [Theory]
    [InlineData("embedded")]
    [InlineData("torch")]
    public void FewSteps_MoveTheTriggersPicturesTowardsTheTrainingPictures(string runtime)
    {
        var (before, after, share) = Measure($"learning-small-{runtime}", seeds: 2, [$"-p:LoraRuntime={runtime}", "-p:MaxTrainSteps=150"]);

        Assert.InRange(after, 0, 0.95 * before);
        Assert.InRange(share, double.NegativeInfinity, 1);
    }

    /// <summary>
    /// The distance of the trigger's pictures to the training pictures before and after, and what share of that fall the pictures of prompts without the
    /// trigger show.
    /// </summary>
    private (double Before, double After, double Share) Measure(string name, int seeds, string[] arguments)
    {
        var example = Environment.GetEnvironmentVariable("LORA_LEARNING_PROJECT") ?? Repository.Zorblax;
        var recipe = XDocument.Load(Directory.GetFiles(example, "*.loraproj").Single());
        var trigger = recipe.Descendants("Trigger").Single().Value;
        var prompts = recipe.Descendants("Prompt").Select(p => p.Attribute("Text")?.Value).OfType<string>().ToArray();
        var project = UserProject.WithRecipe(package, name, example, WithPrompts(recipe, prompts, seeds));

        var baseModel = Path.GetFullPath(recipe.Descendants("BaseModel").Single().Value, example);
        project.Build([$"-p:BaseModel={baseModel}", "-p:SaveEveryNEpochs=0", .. arguments]).Succeeded();

        var training = Directory.GetFiles(project.At("obj"), "*.png", SearchOption.AllDirectories)
            .Where(f => Path.GetFileName(Path.GetDirectoryName(f)) == "images").ToArray();
        var columns = Directory.GetDirectories(project.At("bin/samples")).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(2, columns.Length);
        IEnumerable<string> Pictures(int column, bool triggered) =>
            Enumerable.Range(0, prompts.Length * seeds).Where(row => prompts[row / seeds].Contains(trigger, StringComparison.Ordinal) == triggered)
                .Select(row => Path.Combine(columns[column], FormattableString.Invariant($"{row + 1:D2}.png")));
        double Distance(int column, bool triggered) => PictureStatistics.Distance(Pictures(column, triggered), training);
        double before = Distance(0, true), after = Distance(1, true), otherBefore = Distance(0, false), otherAfter = Distance(1, false);
        var share = (otherBefore - otherAfter) / (before - after);
        output.WriteLine(FormattableString.Invariant(
            $"with the trigger {before:0.000} -> {after:0.000}, without it {otherBefore:0.000} -> {otherAfter:0.000}: {share:0.00} of the fall"));
        // what the LoRA changes where nobody asked for its subject: from the base model's own pictures of the same prompts
        output.WriteLine(FormattableString.Invariant(
            $"without the trigger {PictureStatistics.Distance(Pictures(1, false), Pictures(0, false)):0.000} from the base model's pictures"));
        return (before, after, share);
    }

    private static string WithPrompts(XDocument recipe, string[] prompts, int seeds)
    {
        recipe = new XDocument(recipe);
        var rows = recipe.Descendants("Prompt").First(p => p.Attribute("Text") is not null).Parent!;
        rows.RemoveNodes();
        for (var row = 0; row < prompts.Length * seeds; row++)
        {
            rows.Add(new XElement("Prompt",
                new XAttribute("Include", $"row {row + 1}"), new XAttribute("Text", prompts[row / seeds]), new XAttribute("Seed", 1 + row % seeds)));
        }

        return recipe.ToString();
    }
}
