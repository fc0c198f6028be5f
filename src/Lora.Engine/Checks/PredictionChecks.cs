using Lora.Diffusion;
using Lora.Diffusion.Schedules;
using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>Whether project and base model agree on what the model predicts.</summary>
internal static class PredictionChecks
{
    internal static void Check(StageRequest request, IDiffusionModel model, StageOutputs outputs)
    {
        var evidence = model.Source.Evidence;
        var isV = model.Schedule.Config.PredictionType == PredictionType.VPrediction;
        var saysV = evidence.Prediction is { } found ? found == PredictionType.VPrediction : (bool?)null;
        Compare(BaseModelOptions.VParameterization, saysV, "predicts velocity", "predicts noise");
        Compare(BaseModelOptions.ZeroTerminalSnr, evidence.ZeroTerminalSnr, "ends in pure noise", "does not end in pure noise");
        if (model.Family.HasBothPredictions && evidence.Prediction is null && request.Get(BaseModelOptions.VParameterization) is null)
        {
            outputs.Report(TrainingDiagnostics.PredictionUnknown.At(
                $"Neither keys nor notes of '{Path.GetFileName(model.Source.Location)}' say whether it predicts noise or velocity.",
                request.PlaceOf(ProjectOptions.BaseModel)));
        }

        if (model.Schedule.Config.RescaleBetasZeroSnr && !isV)
        {
            outputs.Report(TrainingDiagnostics.PureNoise.At(
                "The noise schedule ends in pure noise, and the model predicts noise.", request.PlaceOf(BaseModelOptions.ZeroTerminalSnr)));
        }

        if (!isV && request.Get(RateOptions.ScaleVPredLossLikeNoisePred))
        {
            Exclude(RateOptions.ScaleVPredLossLikeNoisePred, "ScaleVPredLossLikeNoisePred is for models that predict velocity; this one predicts noise.");
        }

        if (isV && request.Get(RateOptions.VPredLikeLoss) > 0)
        {
            Exclude(RateOptions.VPredLikeLoss, "VPredLikeLoss is for models that predict noise; this one predicts velocity.");
        }

        void Compare(Option<bool?> option, bool? found, string yes, string no)
        {
            if (request.Get(option) is { } said && found is { } says && said != says)
            {
                outputs.Report(TrainingDiagnostics.PredictionContradicted.At(
                    $"{option} is {(said ? "true" : "false")}, and {evidence.From} of the base model says that it {(says ? yes : no)}.",
                    request.PlaceOf(option)));
            }
        }

        void Exclude(Option option, string problem) => outputs.Report(ProjectDiagnostics.ImpossibleCombination.At(problem, request.PlaceOf(option)));
    }
}
