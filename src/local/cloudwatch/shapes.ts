import type { OperationShape, Shape } from '../query/shape.ts';

const dimensions: Shape = { list: { structure: { Name: 'string', Value: 'string' } } };
const metric = { Namespace: 'string', MetricName: 'string', Dimensions: dimensions } as const;
const span = { StartTime: 'timestamp', EndTime: 'timestamp' } as const;

const metricStat: Shape = {
  structure: { Metric: { structure: metric }, Period: 'number', Stat: 'string', Unit: 'string' },
};
const dataQuery: Shape = {
  structure: {
    Id: 'string',
    MetricStat: metricStat,
    Expression: 'string',
    Label: 'string',
    ReturnData: 'boolean',
    Period: 'number',
  },
};
const dataResult: Shape = {
  structure: {
    Id: 'string',
    Label: 'string',
    Timestamps: { list: 'timestamp' },
    Values: { list: 'number' },
    StatusCode: 'string',
  },
};
const datapoint: Shape = {
  structure: {
    Timestamp: 'timestamp',
    SampleCount: 'number',
    Average: 'number',
    Sum: 'number',
    Minimum: 'number',
    Maximum: 'number',
    Unit: 'string',
  },
};
const datum: Shape = {
  structure: {
    MetricName: 'string',
    Dimensions: dimensions,
    Timestamp: 'timestamp',
    Value: 'number',
    Values: { list: 'number' },
    Counts: { list: 'number' },
    StatisticValues: {
      structure: { SampleCount: 'number', Sum: 'number', Minimum: 'number', Maximum: 'number' },
    },
    Unit: 'string',
    StorageResolution: 'number',
  },
};

/** The operations of CloudWatch that are here, in the types that awsQuery and its XML need. */
export const shapes: Readonly<Record<string, OperationShape>> = {
  GetMetricData: {
    input: {
      MetricDataQueries: { list: dataQuery },
      ...span,
      NextToken: 'string',
      ScanBy: 'string',
      MaxDatapoints: 'number',
    },
    output: {
      MetricDataResults: { list: dataResult },
      NextToken: 'string',
      Messages: { list: { structure: { Code: 'string', Value: 'string' } } },
    },
  },
  GetMetricStatistics: {
    input: {
      ...metric,
      ...span,
      Period: 'number',
      Statistics: { list: 'string' },
      ExtendedStatistics: { list: 'string' },
      Unit: 'string',
    },
    output: { Label: 'string', Datapoints: { list: datapoint } },
  },
  ListMetrics: {
    input: { ...metric, NextToken: 'string', RecentlyActive: 'string' },
    output: { Metrics: { list: { structure: metric } }, NextToken: 'string' },
  },
  PutMetricData: {
    input: { Namespace: 'string', MetricData: { list: datum } },
    output: undefined,
  },
};
