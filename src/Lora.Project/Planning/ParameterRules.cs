using System.Globalization;

namespace Lora.Project;

/// <summary>What no single parameter shows: combinations that cannot work, or that spoil the result.</summary>
internal static class ParameterRules
{
    /// <summary>Pairs of rule and sentence, with the property to point at.</summary>
    public static IEnumerable<(Descriptor Rule, string Property, string Problem)> Check(TrainingParameters parameters, IReadOnlyDictionary<string,
        string> values)
    {
        if (OptimizerArguments.Parse(values.GetValueOrDefault("OptimizerArgs", "")) is null)
        {
            yield return (ProjectDiagnostics.WrongValue, "OptimizerArgs",
                "OptimizerArgs takes weight_decay of at least 0, betas as two numbers from 0 to below 1, eps above 0.");
        }

        if (values.GetValueOrDefault("NetworkTrainUnetOnly") == "true" && values.GetValueOrDefault("NetworkTrainTextEncoderOnly") == "true")
        {
            yield return (ProjectDiagnostics.ImpossibleCombination, "NetworkTrainTextEncoderOnly",
                "NetworkTrainUnetOnly and NetworkTrainTextEncoderOnly are both true.");
        }
        else if (!parameters.TrainsUnet && !parameters.TrainsTextEncoder)
        {
            yield return (TrainingDiagnostics.NothingToTrain, "UnetLr", "The rates of U-Net and text encoder are both 0.");
        }

        if (parameters.EnableBucket && parameters.MinBucketReso > parameters.MaxBucketReso)
        {
            yield return (ProjectDiagnostics.ImpossibleCombination, "MinBucketReso",
                string.Create(CultureInfo.InvariantCulture, $"MinBucketReso {parameters.MinBucketReso} is above MaxBucketReso {parameters.MaxBucketReso}."));
        }

        if (parameters.EnableBucket && BucketRange(parameters) is { } range)
        {
            yield return (ProjectDiagnostics.ImpossibleCombination, range.Property, range.Problem);
        }

        if (parameters.NetworkAlpha > parameters.NetworkDim)
        {
            yield return (TrainingDiagnostics.AlphaAboveDim, "NetworkAlpha",
                string.Create(CultureInfo.InvariantCulture, $"NetworkAlpha {parameters.NetworkAlpha} is above NetworkDim {parameters.NetworkDim}."));
        }
    }
    /// <summary>As kohya asserts it: the square of the resolution lies between the smallest and the largest bucket.</summary>
    private static (string Property, string Problem)? BucketRange(TrainingParameters p)
    {
        int step = p.BucketResoSteps, min = p.MinBucketReso / step * step, max = (p.MaxBucketReso + step - 1) / step * step;
        return step > p.Resolution ? ("BucketResoSteps", string.Create(CultureInfo.InvariantCulture,
            $"BucketResoSteps {step} is above Resolution {p.Resolution}: lower it."))
            : min > p.Resolution ? ("MinBucketReso", string.Create(CultureInfo.InvariantCulture,
                $"MinBucketReso {p.MinBucketReso} is above Resolution {p.Resolution}: lower it."))
            : max < p.Resolution ? ("MaxBucketReso", string.Create(CultureInfo.InvariantCulture,
                $"MaxBucketReso {p.MaxBucketReso} is below Resolution {p.Resolution}: raise it."))
            : null;
    }
}
