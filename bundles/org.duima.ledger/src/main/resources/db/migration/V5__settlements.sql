-- What the finance office says was settled: the denominator of what must be uploaded.
CREATE TABLE finance_settlement (
  setl_id VARCHAR(500) PRIMARY KEY,
  -- empty where the file does not say
  mdtrt_id VARCHAR NOT NULL,
  psn_no VARCHAR NOT NULL,
  department VARCHAR NOT NULL,
  settled_at TIMESTAMP,
  -- medfee_sumamt, fund_pay_sumamt, acct_pay in fen
  total_fen BIGINT NOT NULL,
  fund_fen BIGINT,
  account_fen BIGINT,
  refunded BOOLEAN NOT NULL,
  file_name VARCHAR NOT NULL,
  imported_by VARCHAR NOT NULL,
  imported_at TIMESTAMP WITH TIME ZONE NOT NULL
);
CREATE INDEX finance_settlement_settled ON finance_settlement (settled_at);
