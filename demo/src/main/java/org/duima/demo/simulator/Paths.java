package org.duima.demo.simulator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where each transaction is served below the base path. */
final class Paths {
  private static final String LISTS = "/fsi/api/medinfoupload/";
  private static final String RESULTS = "/fsi/api/cpc/data/fsiQueryCpcDataService/";
  private static final String QUERIES = "/fsi/api/catalogqueryservice/";
  private static final String CATALOGUES = "/fsi/api/catalogdownservice/downCatalog";

  static final Map<String, String> BY_INFNO = Map.copyOf(all());

  private Paths() {}

  private static Map<String, String> all() {
    Map<String, String> paths = new LinkedHashMap<>();
    paths.put("9001", "/fsi/api/signInSignOutService/signIn");
    paths.put("9002", "/fsi/api/signInSignOutService/signOut");
    paths.put("4101", LISTS + "setllistinfoupld");
    paths.put("4101A", LISTS + "setllistinfoupldA");
    paths.put("4102", LISTS + "setllistinfostasupd");
    paths.put("4103", LISTS + "querysetllistinfo");
    paths.put("4104", LISTS + "queryQltctrlProblemPage");
    paths.put("4105", "/api/fsiextend/mdcsFundSetl/queryMdcsFundSetlListSttInfo");
    paths.put("3605", RESULTS + "queryDrgGrpRsltListPage");
    paths.put("3606", RESULTS + "queryDipGrpRsltListPage");
    paths.put("3607", RESULTS + "queryQltctrlProblemPage");
    paths.put("2601", "/fsi/api/reverseService/revsMethod");
    paths.put("3103", "/api/riskConService/updateDspoWay");
    paths.put("1901", QUERIES + "queryDataDic");
    paths.put("1304", QUERIES + "queryNatyPreparedByPage");
    paths.put("1312", QUERIES + "queryHilist");
    for (String infno :
        List.of(
            "1301", "1302", "1303", "1305", "1306", "1307", "1308", "1309", "1310", "1311", "1313",
            "1314", "1315")) {
      paths.put(infno, CATALOGUES + infno);
    }
    paths.put("9102", "/fsi/api/fileupload/download");
    return paths;
  }
}
