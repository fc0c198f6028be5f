namespace Lora.Project.Tests.Planning;

public sealed class ParameterRulesTests
{
    [Theory]
    [InlineData("128", "96", "192", "16", "")]
    [InlineData("512", "256", "1024", "64", "")]
    [InlineData("512", "560", "1024", "64", "")]
    [InlineData("512", "256", "500", "64", "")]
    [InlineData("128", "256", "1024", "64", "MinBucketReso 256 is above Resolution 128")]
    [InlineData("768", "256", "512", "64", "MaxBucketReso 512 is below Resolution 768")]
    [InlineData("32", "16", "1024", "64", "BucketResoSteps 64 is above Resolution 32")]
    public void BucketsThatMissTheResolution_AreImpossible(string resolution, string min, string max, string step, string problem)
    {
        var values = new Dictionary<string, string>
        {
            ["Resolution"] = resolution,
            ["MinBucketReso"] = min,
            ["MaxBucketReso"] = max,
            ["BucketResoSteps"] = step,
        };
        var found = Problems(values);
        if (problem.Length == 0)
        {
            Assert.Empty(found);
        }
        else
        {
            Assert.StartsWith(problem, Assert.Single(found), StringComparison.Ordinal);
        }

        values["EnableBucket"] = "false";
        Assert.Empty(Problems(values));
    }

    private static List<string> Problems(Dictionary<string, string> values) => [.. ParameterRules.Check(TrainingParameters.From(values), values)
        .Where(found => found.Rule == ProjectDiagnostics.ImpossibleCombination).Select(found => found.Problem)];
}
