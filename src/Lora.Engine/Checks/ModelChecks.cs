using Lora.Diffusion;
using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>What Validate asks of the base model: whether its files fit together, and whether the project asks for what it has. Reads no weight.</summary>
internal static class ModelChecks
{
    /// <summary>The model, or null, with findings, when it cannot be used.</summary>
    internal static IDiffusionModel? Open(StageRequest request, StageContext context, StageOutputs outputs)
    {
        if (!Directory.Exists(request.Paths.BaseModel) && !File.Exists(request.Paths.BaseModel))
        {
            return null;
        }

        try
        {
            var model = context.Models.Of(request);
            model.Check();
            context.Models.CheckFiles(request);
            return model;
        }
        catch (CheckpointException e)
        {
            // half-written or swapped: that is what is wrong then
            context.Models.CheckFiles(request);
            outputs.Report(ModelFault.Of(e));
            return null;
        }
    }

    internal static void CheckOptions(StageRequest request, IDiffusionModel model, StageOutputs outputs)
    {
        var claim = request.Paths.BaseClaim;
        if (claim is { Kind.Length: > 0 } && claim.Kind != model.Family.Name)
        {
            outputs.Report(ProjectDiagnostics.BaseKindWrong.At(
                $"The base '{claim.Name}' is said to be {claim.Kind}, and is {model.Family.Name} ({model.Family.DisplayName}).", claim.Place));
        }

        var skip = request.Get(DatasetOptions.ClipSkip);
        if (!model.Text.TakesClipSkip)
        {
            // 2 is what such models do; people write it for every model
            if (skip > 2)
            {
                outputs.Report(TrainingDiagnostics.ClipSkipIgnored.At(
                    FormattableString.Invariant($"ClipSkip {skip} changes nothing with a {model.Family.DisplayName} model."),
                    request.PlaceOf(DatasetOptions.ClipSkip)));
            }
        }
        else if (skip > model.Text.Layers)
        {
            Report(DatasetOptions.ClipSkip, $"ClipSkip {skip} is above {model.Text.Layers}, the number of layers of the base model's text encoder.");
        }
        else if (claim?.ClipSkip is { } own && own != skip && !request.AnyWrong(DatasetOptions.ClipSkip))
        {
            outputs.Report(TrainingDiagnostics.ClipSkipUnlikeBase.At(
                FormattableString.Invariant($"ClipSkip is {skip}, and that of the base model '{claim.Name}' is {own}."),
                request.PlaceOf(DatasetOptions.ClipSkip)));
        }

        var side = model.Latents.PixelsPerLatent;
        foreach (var option in request.Get(DatasetOptions.EnableBucket) ? [DatasetOptions.BucketResoSteps, DatasetOptions.MaxBucketReso]
            : (Option<int>[])[DatasetOptions.Resolution])
        {
            if (request.Get(option) % side != 0 && !request.AnyWrong(option, DatasetOptions.EnableBucket))
            {
                Report(option, $"{option} {request.Get(option)} is no multiple of {side}, which the base model needs.");
            }
        }

        void Report(Option option, FormattableString problem) =>
            outputs.Report(ProjectDiagnostics.WrongValue.At(FormattableString.Invariant(problem), request.PlaceOf(option)));
    }
}
