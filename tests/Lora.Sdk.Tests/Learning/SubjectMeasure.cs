using System.Diagnostics;
using System.Xml.Linq;
using Lora.Testing;

namespace Lora.Sdk.Tests.Learning;

/// <summary>
/// How far pictures of prompts with the trigger, and of those without it, are from the training pictures, before and after a training. The quickstart's project
/// is built with its prompts repeated over several seeds; nothing here knows the subject.
/// </summary>
/// <param name="Before">With the trigger, from the training pictures: the base model's.</param>
/// <param name="After">The same of the LoRA.</param>
/// <param name="Share">How much of that fall the pictures without the trigger show.</param>
/// <param name="Drift">How far the LoRA's pictures without the trigger are from the base model's own of the same prompts.</param>
/// <param name="Seconds">That the build up to the training took.</param>
internal sealed record SubjectMeasure(double Before, double After, double Share, double Drift, double Seconds)
{
    /// <summary>The quickstart, or the project in the folder that <c>LORA_LEARNING_PROJECT</c> names.</summary>
    private static string Example => Environment.GetEnvironmentVariable("LORA_LEARNING_PROJECT") ?? Repository.Zorblax;

    public override string ToString() => FormattableString.Invariant(
        $"with the trigger {Before:0.000} -> {After:0.000}; without it {Share:0.00} of the fall, {Drift:0.000} from the base model's pictures; {Seconds:0} s");

    /// <param name="package">The SDK.</param>
    /// <param name="name">Of the folder that it is built in.</param>
    /// <param name="seeds">Pictures of each prompt.</param>
    /// <param name="plain">Without the regularization images that the project names, and with pictures drawn at guidance 4.</param>
    /// <param name="arguments">Of the build.</param>
    public static SubjectMeasure Of(SdkPackage package, string name, int seeds, bool plain, params string[] arguments)
    {
        var recipe = XDocument.Load(Directory.GetFiles(Example, "*.loraproj").Single());
        var trigger = recipe.Descendants("Trigger").Single().Value;
        var prompts = recipe.Descendants("Prompt").Select(p => p.Attribute("Text")?.Value).OfType<string>().ToArray();
        var baseModel = Path.GetFullPath(recipe.Descendants("BaseModel").Single().Value, Example);
        if (plain)
        {
            recipe.Descendants().Where(element => element.Name.LocalName.StartsWith("Regularization", StringComparison.Ordinal)
                || element.Name.LocalName.StartsWith("Prior", StringComparison.Ordinal)).Remove();
        }

        var project = UserProject.WithRecipe(package, name, Example, WithPrompts(recipe, prompts, seeds, plain ? [new XAttribute("Scale", 4)] : []));
        string[] all = [$"-p:BaseModel={baseModel}", "-p:SaveEveryNEpochs=0", .. arguments];
        var clock = Stopwatch.StartNew();
        project.Build(["-t:Train", .. all]).Succeeded();
        var seconds = clock.Elapsed.TotalSeconds;
        project.Build(all).Succeeded();

        var kept = Directory.GetFiles(project.At("images"), "*.txt").Length;
        var training = Directory.GetFiles(project.At("obj"), "*.png", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(Path.GetDirectoryName(file)) == "images").Order(StringComparer.Ordinal).Take(kept).ToArray();
        var columns = Directory.GetDirectories(project.At("bin/samples")).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(2, columns.Length);
        IEnumerable<string> Pictures(int column, bool triggered) =>
            Enumerable.Range(0, prompts.Length * seeds).Where(row => prompts[row / seeds].Contains(trigger, StringComparison.Ordinal) == triggered)
                .Select(row => Path.Combine(columns[column], FormattableString.Invariant($"{row + 1:D2}.png")));
        double Distance(int column, bool triggered) => PictureStatistics.Distance(Pictures(column, triggered), training);
        double before = Distance(0, true), after = Distance(1, true);
        return new(before, after, (Distance(0, false) - Distance(1, false)) / (before - after),
            PictureStatistics.Distance(Pictures(1, false), Pictures(0, false)), seconds);
    }

    private static string WithPrompts(XDocument recipe, string[] prompts, int seeds, XAttribute[] more)
    {
        var rows = recipe.Descendants("Prompt").First(p => p.Attribute("Text") is not null).Parent!;
        rows.Elements("Prompt").Remove();
        for (var row = 0; row < prompts.Length * seeds; row++)
        {
            rows.Add(new XElement("Prompt",
                new XAttribute("Include", $"row {row + 1}"), new XAttribute("Text", prompts[row / seeds]), new XAttribute("Seed", 1 + row % seeds), more));
        }

        return recipe.ToString();
    }
}
